import { after } from '@shared/after'
import type { Fault } from '@shared/fault'
import { TextField } from '@shared/form/field'
import { Button } from '@shared/ui/button'
import { SectionHead } from '@shared/ui/page'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type KeepChecks, useApprovalChecks, useKeepApprovalChecks, useKeepMaterialChecks, useMaterialChecks } from '../../api/approval-checks/approval-checks'
import type { ApprovalChecks, ListedCheck } from '../../api/types'
import { useMissed } from '../../lib/missed'
import { Origin, Past, Propose, Proposed, RegisterFrame } from '../../lib/register'
import { WholePage } from '../../lib/whole-page'
import classes from './approval-checks.module.css'

/** What an approver ticks before a release. */
export function ApprovalChecksPage() {
  const { t } = useTranslation('console')
  const checks = useApprovalChecks()
  const keep = useKeepApprovalChecks()
  return (
    <WholePage current="approval-checks" title={t('approvalChecks.title')} loading={t('approvalChecks.loading')} asked={checks}>
      {data => <Register of="approvalChecks" register={data} keep={keep} />}
    </WholePage>
  )
}

/** What a case is looked through for, with what authors said was missing. */
export function MaterialChecksPage() {
  const { t } = useTranslation('console')
  const checks = useMaterialChecks()
  const keep = useKeepMaterialChecks()
  return (
    <WholePage current="material-checks" title={t('materialChecks.title')} loading={t('materialChecks.loading')} asked={checks}>
      {data => <Register of="materialChecks" register={data} keep={keep} />}
    </WholePage>
  )
}

const longest = 200 // characters of an entry
const newCode = () => `c-${crypto.randomUUID().slice(0, 8)}`
const tidied = (list: readonly ListedCheck[]) => list.map(c => ({ ...c, text: c.text.trim() })).filter(c => c.text !== '')
const same = (a: readonly ListedCheck[], b: readonly ListedCheck[]) => JSON.stringify(a) === JSON.stringify(b)

type RegisterProps = { of: 'approvalChecks' | 'materialChecks'; register: ApprovalChecks; keep: KeepChecks }

function Register({ of, register, keep }: RegisterProps) {
  const { t } = useTranslation('console')
  const missed = useMissed()
  const begun = (list: ListedCheck[]) => ({ over: register.in_force?.version ?? 0, list })
  const [draft, setDraft] = useState<{ over: number; list: ListedCheck[] } | null>(() => (missed && !register.proposed ? begun([...register.now, { code: newCode(), text: missed.slice(0, longest) }]) : null))
  const [source, setSource] = useState(missed && !register.proposed ? t('materialChecks.fromAuthor') : '')
  const [asked, setAsked] = useState(false)
  const [fault, setFault] = useState<Fault | null>(null)
  const { now, in_force: inForce, proposed } = register
  const changed = draft !== null && !same(tidied(draft.list), now)

  function propose() {
    setAsked(true)
    if (!draft || !source.trim() || !changed) return
    setFault(null)
    after(keep.mutateAsync({ step: 'propose', body: { over: draft.over, checks: tidied(draft.list), source: source.trim() } }), { done: () => setDraft(null), failed: setFault })
  }
  const change = (list: ListedCheck[]) => draft && setDraft({ ...draft, list })

  return (
    <RegisterFrame title={t(`${of}.title`)} begin={!draft && !proposed && { label: t('approvalChecks.change'), onBegin: () => setDraft(begun([...now])) }}>
      <div className={classes.column}>
        <p className="oso-ink-2">{t(`${of}.means`)}</p>
        {draft ? (
          <>
            <ol className={classes.fields}>
              {draft.list.map((c, i) => (
                <li key={c.code}>
                  <TextField label={t(`${of}.one`, { number: i + 1 })} dir="auto" maxLength={longest} value={c.text} onChange={e => change(draft.list.map(x => (x.code === c.code ? { ...x, text: e.target.value } : x)))} />
                  <span className={classes.moves}>
                    {i > 0 ? (
                      <Button kind="link" aria-label={t('approvalChecks.upOne', { number: i + 1 })} onClick={() => change(draft.list.toSpliced(i, 1).toSpliced(i - 1, 0, c))}>
                        {t('approvalChecks.up')}
                      </Button>
                    ) : null}
                    <Button kind="link" aria-label={t('approvalChecks.removeOne', { number: i + 1 })} onClick={() => change(draft.list.filter(x => x.code !== c.code))}>
                      {t('approvalChecks.remove')}
                    </Button>
                  </span>
                </li>
              ))}
            </ol>
            {draft.list.length < 20 ? (
              <p>
                <Button onClick={() => change([...draft.list, { code: newCode(), text: '' }])}>{t(`${of}.add`)}</Button>
              </p>
            ) : null}
            <SectionHead title={t('register.changes')} />
            {changed ? <Changes now={now} next={tidied(draft.list)} /> : <p className="oso-ink-2">{t('register.unchanged')}</p>}
            <Propose source={source} onSource={setSource} asked={asked} changed={changed} busy={keep.isPending} fault={fault} onPropose={propose} onLeave={() => setDraft(null)} />
          </>
        ) : (
          <>
            <ol className={classes.list}>
              {now.map(c => (
                <li key={c.code} dir="auto">
                  {c.text}
                </li>
              ))}
            </ol>
            {inForce ? <Origin version={inForce} /> : <p className="oso-small oso-ink-2">{t('approvalChecks.shipped')}</p>}
            {proposed ? (
              <Proposed version={proposed} confirms={register.confirms} keep={keep} first={false}>
                <Changes now={now} next={proposed.checks} />
                <p className="oso-small oso-ink-2">{t(`${of}.effect`)}</p>
              </Proposed>
            ) : null}
            <Past versions={register.past} />
          </>
        )}
        {of === 'materialChecks' ? (
          <Lacked
            register={register}
            onFirst={
              draft || proposed
                ? undefined
                : (check, cases) => {
                    setDraft(begun([check, ...now.filter(c => c.code !== check.code)]))
                    setSource(t('materialChecks.fromCount', { count: cases }))
                  }
            }
          />
        ) : null}
      </div>
    </RegisterFrame>
  )
}

/** How often authors said that something of the list was missing: what to ask for first, or to add. */
function Lacked({ register, onFirst }: { register: ApprovalChecks; onFirst?: (check: ListedCheck, cases: number) => void }) {
  const { t } = useTranslation('console')
  const rows = register.lacked.map(l => ({ ...l, text: register.now.find(c => c.code === l.code)?.text ?? t(l.code === 'other' ? 'materialChecks.lackedOther' : 'materialChecks.lackedGone') })).sort((a, b) => b.cases - a.cases)
  function first(code: string, text: string, cases: number) {
    const check = register.now.find(c => c.code === code)
    if (!onFirst || !check || check === register.now[0]) return null
    return (
      <Button kind="link" aria-label={t('materialChecks.firstOne', { text })} onClick={() => onFirst(check, cases)}>
        {t('materialChecks.first')}
      </Button>
    )
  }
  return (
    <>
      <SectionHead title={t('materialChecks.lacked')} />
      {rows.length === 0 ? (
        <p className="oso-ink-2">{t('materialChecks.lackedNone')}</p>
      ) : (
        <ul className={classes.changes}>
          {rows.map(r => (
            <li key={r.code}>
              {r.text}: <b>{t('materialChecks.lackedCases', { count: r.cases })}</b> {first(r.code, r.text, r.cases)}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

/** What a list says otherwise than the one that holds: words, and the order. */
function Changes({ now, next }: { now: readonly ListedCheck[]; next: readonly ListedCheck[] }) {
  const { t } = useTranslation('console')
  const rows = next.flatMap(c => {
    const was = now.find(x => x.code === c.code)
    return was?.text === c.text ? [] : [{ code: c.code, was: was?.text ?? '', is: c.text }]
  })
  const gone = now.filter(c => !next.some(x => x.code === c.code))
  const kept = (list: readonly ListedCheck[], other: readonly ListedCheck[]) => list.filter(c => other.some(x => x.code === c.code)).map(c => c.code)
  const moved = kept(now, next).join() !== kept(next, now).join()
  return (
    <ul className={classes.changes}>
      {rows.map(r => (
        <li key={r.code} dir="auto">
          {r.was ? <del>{r.was}</del> : null} <ins>{r.is}</ins>
        </li>
      ))}
      {gone.map(c => (
        <li key={c.code} dir="auto">
          <del>{c.text}</del>
        </li>
      ))}
      {moved ? <li>{t('approvalChecks.moved', { order: next.map(c => c.text).join('; ') })}</li> : null}
    </ul>
  )
}
