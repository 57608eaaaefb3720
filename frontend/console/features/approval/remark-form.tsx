import { after } from '@shared/after'
import type { Fault } from '@shared/fault'
import { SelectField } from '@shared/form/choice'
import { AreaField } from '@shared/form/field'
import { Button } from '@shared/ui/button'
import { Key } from '@shared/ui/keys'
import { type FormEvent, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Comment } from '../../api/types'
import { FaultNote } from '../../lib/fault-view'
import { LeaveTyped } from '../../lib/leave-typed'
import { blocksOf } from '../../lib/part-words'
import { sentencesOf } from '../../lib/quote'
import classes from './approval.module.css'

/** A comment as it is written: with an id, another state of one that is kept. */
export type Draft = Pick<Comment, 'id' | 'part' | 'quote' | 'start' | 'text' | 'row_version'>

/** Keeps what is typed; false: it could not be kept, and the form says why. */
export type Unkept = () => Promise<boolean>

type Props = {
  draft: Draft
  texts: string[]
  onKeep: (draft: Draft) => Promise<unknown>
  /** Says how what is typed is kept before the page goes on; null: nothing is. */
  onUnkept: (keep: Unkept | null) => void
  onLeave: () => void
}

/** What an approver says of words or of a part. Without a pointer its words are chosen by the sentence. Esc loses nothing that was typed: it is kept. */
export function RemarkForm({ draft, texts, onKeep, onUnkept, onLeave }: Props) {
  const { t } = useTranslation('console')
  const [place, setPlace] = useState({ quote: draft.quote, start: draft.start })
  const [text, setText] = useState(draft.text)
  const [asked, setAsked] = useState(false)
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<Fault | null>(null)
  const sentences = sentencesOf(texts.flatMap(blocksOf).join('\n'))
  const places = [...(draft.quote ? [{ quote: draft.quote, start: draft.start }] : []), ...sentences]
  const valueOf = (p: typeof place) => (p.quote === '' ? 'whole' : `${p.start} ${p.quote}`)
  const cut = (s: string) => (s.length > 70 ? `${s.slice(0, 70)} …` : s)
  const typed = text.trim() !== '' && text !== draft.text
  function keep(e?: FormEvent): Promise<boolean> {
    e?.preventDefault()
    setAsked(true)
    if (!text.trim() || busy) return Promise.resolve(false)
    setFault(null)
    setBusy(true)
    return new Promise(resolve =>
      after(onKeep({ ...draft, ...place, text }), {
        done: () => resolve(true),
        failed: f => {
          setBusy(false)
          setFault(f)
          resolve(false)
        },
      }),
    )
  }
  useEffect(() => {
    onUnkept(typed ? keep : null)
    return () => onUnkept(null)
  })
  return (
    <form
      className={classes.remarkForm}
      onSubmit={e => void keep(e)}
      onKeyDown={e => {
        if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) void keep()
        // From a list that is open it leads back to its field alone.
        if (e.key === 'Escape' && !(e.target instanceof Element && e.target.hasAttribute('aria-controls'))) {
          e.stopPropagation()
          if (typed) void keep()
          else onLeave()
        }
      }}
      noValidate
    >
      {places.length > 0 ? (
        <SelectField
          label={t('remark.about')}
          value={valueOf(place)}
          onChange={v => setPlace(places.find(p => valueOf(p) === v) ?? { quote: '', start: 0 })}
          options={[{ value: 'whole', label: t('remark.wholePart') }, ...places.filter((p, i) => places.findIndex(x => valueOf(x) === valueOf(p)) === i).map(p => ({ value: valueOf(p), label: cut(p.quote) }))]}
        />
      ) : null}
      <AreaField label={t('remark.text')} value={text} onChange={e => setText(e.target.value)} rows={2} maxLength={20_000} autoFocus error={asked && !text.trim() ? t('remark.need') : undefined} />
      <FaultNote fault={fault} />
      <LeaveTyped typed={typed} />
      <div className={classes.remarkActs}>
        <Button kind="primary" type="submit" busy={busy && t('remark.keeping')}>
          {t('remark.keep')}
        </Button>
        <Button onClick={onLeave}>{t('remark.leave')}</Button>
        <span className="oso-smallest oso-ink-3">
          <Key>Ctrl</Key> <Key>Enter</Key>
        </span>
      </div>
    </form>
  )
}
