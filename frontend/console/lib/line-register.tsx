import { Button } from '@shared/ui/button'
import { SectionHead } from '@shared/ui/page'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import columns from './columns.module.css'
import classes from './line-register.module.css'
import { useOpenEntry } from './open-entry'
import { Origin, Past, Propose, Proposed, RegisterFrame, type VersionHead } from './register'
import { useRegisterDraft } from './register-draft'
import { TextDiff } from './text-diff'

type Line = { code: string }
type Version = VersionHead & { mine: boolean }

type Props<L extends Line, V extends Version> = {
  title: string
  /** What it is for, before anybody changed it. */
  means: string
  shipped: string
  add: string
  register: { now: L[]; in_force: V | null; proposed: V | null; confirms: boolean; past: V[] }
  linesOf: (version: V) => L[]
  keep: Parameters<typeof Proposed>[0]['keep']
  propose: (lines: L[], over: number, source: string) => Promise<unknown>
  nothing: () => L
  /** By what a line is named in lists and for acts. */
  name: (line: L) => string
  /** All that a line says, as changes are compared. */
  says: (line: L) => string
  show: (line: L) => ReactNode
  form: (line: L, onKeep: (line: L) => void, onDone: () => void) => ReactNode
  /** What a change brings. */
  effect: ReactNode
  /** Lines that the page begins to propose, and their source. */
  first?: { of: L[]; source: string }
  /** What else belongs here; it may begin a proposal, where none is written or waits. */
  also?: (begin?: (lines: L[], source: string) => void) => ReactNode
}

export const newCode = () => `c-${crypto.randomUUID().slice(0, 8)}`

/** A register that is a list of lines, each changed in a form of its own. */
export function LineRegister<L extends Line, V extends Version>(of: Props<L, V>) {
  const { t } = useTranslation('console')
  const { register, linesOf } = of
  const { now, in_force: inForce, proposed } = register
  const { open, waits, at, free, begin, close } = useOpenEntry() // by code; 'new'
  const d = useRegisterDraft<L[]>({ now, version: inForce?.version ?? 0, busy: of.keep.isPending, propose: of.propose, whole: free, first: of.first, onEnd: close })
  const shown = d.draft ?? (proposed ? linesOf(proposed) : now)
  const put = (line: L) => d.put(shown.some(x => x.code === line.code) ? shown.map(x => (x.code === line.code ? line : x)) : [...shown, line])
  const up = (i: number) => free() && d.put(shown.toSpliced(i, 1).toSpliced(i - 1, 0, shown[i]!))
  return (
    <RegisterFrame title={of.title} begin={!d.draft && !proposed && { label: t('guide.change'), onBegin: d.begin }}>
      <div ref={at} className={columns.columns} data-holds="texts">
        <ul className={classes.list}>
          {shown.length === 0 ? <li className="oso-ink-2">{t('guide.none')}</li> : null}
          {shown.map((x, i) => (
            <li key={x.code} className={classes.line}>
              {d.draft && open === x.code ? (
                of.form(x, put, close)
              ) : (
                <>
                  {of.show(x)}
                  {d.draft ? (
                    <span className={classes.acts}>
                      <Button kind="link" aria-label={t('messageTexts.changeOne', { name: of.name(x) })} onClick={() => begin(x.code)}>
                        {t('messageTexts.changeShort')}
                      </Button>
                      {i > 0 ? (
                        <Button kind="link" aria-label={t('guide.upOne', { name: of.name(x) })} onClick={() => up(i)}>
                          {t('approvalChecks.up')}
                        </Button>
                      ) : null}
                      <Button kind="link" aria-label={t('messageTexts.removeOne', { name: of.name(x) })} onClick={() => free() && d.put(shown.filter(y => y.code !== x.code))}>
                        {t('messageTexts.remove')}
                      </Button>
                    </span>
                  ) : null}
                </>
              )}
            </li>
          ))}
          {d.draft ? <li>{open === 'new' ? of.form(of.nothing(), put, close) : <Button onClick={() => begin('new')}>{of.add}</Button>}</li> : null}
        </ul>
        <div className={`${columns.side} ${columns.brings}`}>
          {proposed && !d.draft ? (
            <Proposed version={proposed} confirms={register.confirms} keep={of.keep}>
              <LineChanges now={now} next={linesOf(proposed)} name={of.name} says={of.says} />
              <p className="oso-small oso-ink-2">{of.effect}</p>
            </Proposed>
          ) : d.draft ? (
            <>
              <SectionHead first title={t('register.changes')} />
              {d.changed ? <LineChanges now={now} next={d.draft} name={of.name} says={of.says} /> : <p className="oso-ink-2">{t('register.unchanged')}</p>}
              {d.changed ? <p className="oso-small oso-ink-2">{of.effect}</p> : null}
              <Propose {...d.ends} typed={open !== ''} waits={waits} />
            </>
          ) : (
            <>
              <p className="oso-ink-2">{of.means}</p>
              {inForce ? <Origin version={inForce} /> : <p className="oso-small oso-ink-2">{of.shipped}</p>}
              <Past versions={register.past} changes={(v, before) => <LineChanges now={before ? linesOf(before) : []} next={linesOf(v)} name={of.name} says={of.says} />} />
            </>
          )}
          {of.also?.(d.draft || proposed ? undefined : d.beginWith)}
        </div>
      </div>
    </RegisterFrame>
  )
}

type ChangesProps<L extends Line> = { now: readonly L[]; next: readonly L[]; name: (line: L) => string; says: (line: L) => string }

/** What lines say otherwise, which are new and which gone, and whether the order is another. */
function LineChanges<L extends Line>({ now, next, name, says }: ChangesProps<L>) {
  const { t } = useTranslation('console')
  const kept = (a: readonly L[], b: readonly L[]) => a.filter(x => b.some(y => y.code === x.code)).map(x => x.code)
  const was = (x: L) => now.find(y => y.code === x.code)
  return (
    <ul className={columns.changes}>
      {next.map(x => {
        const before = was(x)
        if (before && says(before) === says(x)) return null
        return (
          <li key={x.code}>
            <TextDiff before={before ? says(before) : ''} now={says(x)} />
          </li>
        )
      })}
      {now
        .filter(x => !next.some(y => y.code === x.code))
        .map(x => (
          <li key={x.code} dir="auto">
            <del>{name(x)}</del>
          </li>
        ))}
      {kept(now, next).join() !== kept(next, now).join() ? <li>{t('approvalChecks.moved', { order: next.map(name).join('; ') })}</li> : null}
    </ul>
  )
}
