import { after } from '@shared/after'
import type { Fault } from '@shared/fault'
import { AreaField, TextField } from '@shared/form/field'
import { Button } from '@shared/ui/button'
import { SectionHead } from '@shared/ui/page'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useKeepMessageTexts, useMessageTexts } from '../../api/message-texts/message-texts'
import type { MessageTexts, Text } from '../../api/types'
import { Origin, Past, Propose, Proposed, RegisterFrame } from '../../lib/register'
import { WholePage } from '../../lib/whole-page'
import columns from '../../lib/columns.module.css'
import classes from './message-texts.module.css'

/** What messages to clinics begin with. */
export function MessageTextsPage() {
  const { t } = useTranslation('console')
  const texts = useMessageTexts()
  return (
    <WholePage current="message-texts" title={t('messageTexts.title')} loading={t('messageTexts.loading')} asked={texts}>
      {data => <Register register={data} />}
    </WholePage>
  )
}

type Draft = { over: number; list: Text[] }

const same = (a: readonly Text[], b: readonly Text[]) => JSON.stringify(a) === JSON.stringify(b)

function Register({ register }: { register: MessageTexts }) {
  const { t } = useTranslation('console')
  const keep = useKeepMessageTexts()
  const [draft, setDraft] = useState<Draft | null>(null)
  const [open, setOpen] = useState(-1) // the place in the list of the text that is changed; its length: a new one
  const [source, setSource] = useState('')
  const [asked, setAsked] = useState(false)
  const [fault, setFault] = useState<Fault | null>(null)
  const { now, in_force: inForce, proposed } = register
  const shown = draft?.list ?? proposed?.texts ?? now
  const changed = !same(now, shown)

  function leave() {
    setDraft(null)
    setOpen(-1)
  }

  function propose() {
    setAsked(true)
    if (!draft || !source.trim() || !changed) return
    setFault(null)
    after(keep.mutateAsync({ step: 'propose', body: { over: draft.over, texts: draft.list, source: source.trim() } }), { done: leave, failed: setFault })
  }

  return (
    <RegisterFrame title={t('messageTexts.title')} begin={!draft && !proposed && { label: t('messageTexts.change'), onBegin: () => setDraft({ over: inForce?.version ?? 0, list: now }) }}>
      <div className={columns.columns} data-holds="texts">
        <ul className={classes.list}>
          {shown.map((x, i) =>
            draft && open === i ? (
              <li key={i}>
                <TextForm text={x} places={register.places} onKeep={next => setDraft({ ...draft, list: draft.list.map((old, j) => (j === i ? next : old)) })} onDone={() => setOpen(-1)} />
              </li>
            ) : (
              <li key={i} className={classes.text}>
                <div className={classes.head}>
                  <h2 dir="auto">{x.name}</h2>
                  {draft ? (
                    <span className={classes.acts}>
                      <Button kind="link" aria-label={t('messageTexts.changeOne', { name: x.name })} onClick={() => setOpen(i)}>
                        {t('messageTexts.changeShort')}
                      </Button>
                      <Button
                        kind="link"
                        aria-label={t('messageTexts.removeOne', { name: x.name })}
                        onClick={() => {
                          setOpen(-1)
                          setDraft({ ...draft, list: draft.list.filter((_, j) => j !== i) })
                        }}
                      >
                        {t('messageTexts.remove')}
                      </Button>
                    </span>
                  ) : null}
                </div>
                <p dir="auto">{x.words}</p>
              </li>
            ),
          )}
          {draft ? (
            <li>
              {open === draft.list.length ? (
                <TextForm text={{ name: '', words: '' }} places={register.places} onKeep={next => setDraft({ ...draft, list: [...draft.list, next] })} onDone={() => setOpen(-1)} />
              ) : (
                <Button onClick={() => setOpen(draft.list.length)}>{t('messageTexts.add')}</Button>
              )}
            </li>
          ) : null}
        </ul>
        <div className={`${columns.side} ${columns.brings}`}>
          {proposed && !draft ? (
            <Proposed version={proposed} confirms={register.confirms} keep={keep}>
              <Changes now={now} next={proposed.texts} />
            </Proposed>
          ) : draft ? (
            <>
              <SectionHead first title={t('register.changes')} />
              {changed ? <Changes now={now} next={draft.list} /> : <p className="oso-ink-2">{t('register.unchanged')}</p>}
              <Propose source={source} onSource={setSource} asked={asked} changed={changed} typed={open >= 0} busy={keep.isPending} fault={fault} onPropose={propose} onLeave={leave} />
            </>
          ) : (
            <>
              <p className="oso-ink-2">{t('messageTexts.means')}</p>
              {inForce ? <Origin version={inForce} /> : <p className="oso-small oso-ink-2">{t('messageTexts.shipped')}</p>}
              <Past versions={register.past} />
            </>
          )}
        </div>
      </div>
    </RegisterFrame>
  )
}

function Changes({ now, next }: { now: readonly Text[]; next: readonly Text[] }) {
  const there = (list: readonly Text[], x: Text) => list.some(y => y.name === x.name && y.words === x.words)
  return (
    <ul className={columns.changes}>
      {now
        .filter(x => !there(next, x))
        .map(x => (
          <li key={`- ${x.name}`} dir="auto">
            <del>
              {x.name}: {x.words}
            </del>
          </li>
        ))}
      {next
        .filter(x => !there(now, x))
        .map(x => (
          <li key={`+ ${x.name}`} dir="auto">
            <ins>
              {x.name}: {x.words}
            </ins>
          </li>
        ))}
    </ul>
  )
}

type FormProps = { text: Text; places: readonly string[]; onKeep: (x: Text) => void; onDone: () => void }

function TextForm({ text, places, onKeep, onDone }: FormProps) {
  const { t } = useTranslation('console')
  const [x, setX] = useState(text)
  const [asked, setAsked] = useState(false)
  function done(e: FormEvent) {
    e.preventDefault()
    setAsked(true)
    if (!x.name.trim() || !x.words.trim()) return
    onKeep({ name: x.name.trim(), words: x.words.trim() })
    onDone()
  }
  return (
    <form className={classes.form} onSubmit={done} noValidate>
      <TextField label={t('messageTexts.name')} dir="auto" maxLength={120} value={x.name} onChange={e => setX({ ...x, name: e.target.value })} error={asked && !x.name.trim() ? t('messageTexts.nameNeed') : undefined} autoFocus />
      <AreaField label={t('messageTexts.words')} hint={t('messageTexts.places', { places: places.map(p => `{${p}}`).join(', ') })} rows={8} maxLength={5000} value={x.words} onChange={e => setX({ ...x, words: e.target.value })} error={asked && !x.words.trim() ? t('messageTexts.wordsNeed') : undefined} />
      <div className={classes.acts}>
        <Button type="submit">{t('messageTexts.keep')}</Button>
        <Button kind="link" onClick={onDone}>
          {t('register.leave')}
        </Button>
      </div>
    </form>
  )
}
