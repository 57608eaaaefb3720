import { RadioField, SelectField } from '@shared/form/choice'
import { AreaField, Stack, TextField } from '@shared/form/field'
import { Button } from '@shared/ui/button'
import { Dialog } from '@shared/ui/dialog'
import { Note } from '@shared/ui/notice'
import { type FormEvent, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAct } from '../api/cases/do-act'
import { useCandidates, useReaders } from '../api/cases/get-candidates'
import { useReasons } from '../api/cases/get-reasons'
import type { Case } from '../api/types'
import { FaultNote } from './fault-view'
import { useWords } from './words'

type Shape = {
  /** Words that go with it, and whether they are needed. */
  note?: 'optional' | 'needed'
  text?: 'text' | 'call' | 'finding' | 'change'
  read?: boolean
  reader?: boolean
  /** Another one who answers the case. */
  writer?: boolean
  delivery?: boolean
  material?: boolean
  noReason?: boolean
  /** What follows from it. */
  lead?: 'correctionLead'
  /** Cannot be taken back: says what is lost, asks for the name. */
  warn?: 'withdrawWarn' | 'refuseWarn'
}

const shapes: Record<string, Shape> = {
  'accept-estimate': { note: 'needed', noReason: true },
  'acknowledge-critical': { note: 'needed', noReason: true },
  'acknowledge-correction': { note: 'needed', noReason: true },
  'log-call': { text: 'call', noReason: true },
  'raise-critical': { text: 'finding', noReason: true },
  'ask-question': { text: 'text', noReason: true },
  'forward-question': { text: 'text', noReason: true },
  'answer-question': { text: 'text', noReason: true },
  'begin-correction': { text: 'change', lead: 'correctionLead' },
  'order-overread': { read: true, noReason: true },
  'assign-overread': { read: true, reader: true, noReason: true },
  'overread-not-available': { read: true },
  'remove-overread': { read: true },
  deliver: { delivery: true, noReason: true },
  'reissue-opinion': { note: 'needed', noReason: true },
  'find-deficient': { material: true },
  'refuse-location': { note: 'needed', noReason: true, warn: 'refuseWarn' },
  withdraw: { note: 'optional', warn: 'withdrawWarn' },
  revoke: { note: 'optional', noReason: true, warn: 'withdrawWarn' },
  resume: { noReason: true },
  close: { noReason: true },
  'reassign-revision': { writer: true },
  'record-return': { note: 'optional', noReason: true },
  'request-record': { note: 'optional', noReason: true },
  'decline-copy': { note: 'optional', noReason: true },
}

type Props = { c: Case; act: string; onClose: () => void; onDone?: () => void; initial?: string }

/** One act that needs words: its reason, and what else the service asks for. */
export function ActDialog({ c, act, onClose, onDone, initial = '' }: Props) {
  const { t } = useTranslation('console')
  const say = useWords()
  const form = useId()
  const shape = shapes[act] ?? { note: 'optional' }
  const reasons = useReasons().data?.[act] ?? []
  const [reason, setReason] = useState('')
  const [words, setWords] = useState(initial)
  const [kind, setKind] = useState<'imaging' | 'pathology' | ''>('')
  const [person, setPerson] = useState('')
  const [channel, setChannel] = useState('')
  const [material, setMaterial] = useState('')
  const [family, setFamily] = useState('')
  const [asked, setAsked] = useState(false)
  const run = useAct(c.id)
  const readers = useReaders(c.id, kind, shape.reader === true && kind !== '')
  const writers = useCandidates(c.id, shape.writer === true)
  const people = shape.writer ? (writers.data ?? []).filter(p => p.id !== c.specialist?.id) : (readers.data ?? [])
  const needPerson = shape.writer || shape.reader

  const needReason = !shape.noReason && reasons.length > 0
  const needWords = shape.note === 'needed' || shape.text !== undefined || shape.delivery === true
  // A native form or a single name counts as a family name, too.
  const familyRight = !shape.warn || (c.patient !== null && family.trim() !== '' && c.patient.name.toLowerCase().endsWith(family.trim().toLowerCase()))
  const missing =
    (needReason && !reason) || (needWords && !words.trim()) || (shape.read && !kind) || (needPerson && !person) || (shape.delivery && !channel) || (shape.material && !material) || !familyRight

  function body(): Record<string, unknown> {
    const b: Record<string, unknown> = { seq: c.seq }
    if (reason && !shape.material) b.reason = reason
    if (kind) b.kind = kind
    if (person) b.person = person
    if (shape.delivery) return { ...b, channel, evidence: words }
    if (shape.material) return { ...b, items: [{ material, code: reason, note: words }] }
    if (shape.text) return { ...b, [shape.text]: words }
    return words.trim() ? { ...b, note: words } : b
  }
  function submit(e: FormEvent) {
    e.preventDefault()
    setAsked(true)
    if (missing || run.isPending) return
    run.mutate(
      { act, body: body() },
      {
        onSuccess: () => {
          onClose()
          onDone?.()
        },
      },
    )
  }
  const wordsLabel = shape.delivery
    ? t('dialog.evidence')
    : shape.text === 'call'
      ? t('dialog.callText')
      : shape.text === 'finding'
        ? t('dialog.finding')
        : shape.text === 'change'
          ? t('dialog.change')
          : shape.text === 'text'
            ? t('dialog.text')
            : t('dialog.note')
  return (
    <Dialog
      open
      onClose={onClose}
      title={say('act', act)}
      busy={run.isPending}
      buttons={
        // The safe act stands last where the other cannot be taken back.
        shape.warn ? (
          <>
            <Button kind="danger" type="submit" form={form} busy={run.isPending && t('dialog.doing')}>
              {say('act', act)}
            </Button>
            <Button data-autofocus onClick={onClose}>
              {t('dialog.keep')}
            </Button>
          </>
        ) : (
          <>
            <Button onClick={onClose}>{t('confirm.cancel')}</Button>
            <Button kind="primary" type="submit" form={form} busy={run.isPending && t('dialog.doing')}>
              {say('act', act)}
            </Button>
          </>
        )
      }
    >
      <form id={form} onSubmit={submit} noValidate>
        <Stack>
          {shape.lead ? <p>{t(`dialog.${shape.lead}`)}</p> : null}
          {shape.warn ? <Note kind="problem">{t(`dialog.${shape.warn}`)}</Note> : null}
          {shape.material ? (
            <RadioField
              legend={t('dialog.material')}
              value={material}
              onChange={setMaterial}
              choices={c.materials.map(m => ({ value: m.id, label: m.description }))}
              error={asked && !material ? t('dialog.chooseReason') : undefined}
            />
          ) : null}
          {shape.read ? (
            <RadioField
              legend={t('dialog.kind')}
              value={kind}
              onChange={v => {
                setKind(v)
                setPerson('')
              }}
              choices={[
                { value: 'imaging' as const, label: t('dialog.imaging') },
                { value: 'pathology' as const, label: t('dialog.pathology') },
              ]}
              error={asked && !kind ? t('dialog.chooseReason') : undefined}
            />
          ) : null}
          {shape.writer || (shape.reader && kind) ? (
            <RadioField
              legend={t('dialog.person')}
              value={person}
              onChange={setPerson}
              choices={people.map(p => ({ value: p.id, label: p.name, description: p.specialties.join(', '), disabled: !p.eligible }))}
              error={asked && !person ? t('dialog.chooseReason') : undefined}
            />
          ) : null}
          {shape.delivery ? (
            <SelectField
              label={t('dialog.channel')}
              value={channel}
              onChange={setChannel}
              options={[
                { value: 'mail', label: t('dialog.mail') },
                { value: 'telephone', label: t('dialog.telephone') },
                { value: 'in-person', label: t('dialog.in-person') },
                { value: 'other', label: t('dialog.otherWay') },
              ]}
              error={asked && !channel ? t('dialog.chooseReason') : undefined}
            />
          ) : null}
          {needReason ? (
            <SelectField
              label={shape.material ? t('dialog.problem') : t('dialog.reason')}
              value={reason}
              onChange={setReason}
              options={reasons.map(r => ({ value: r, label: say('reason', r) }))}
              error={asked && !reason ? t('dialog.chooseReason') : undefined}
            />
          ) : null}
          {shape.note || shape.text || shape.delivery || shape.material || needReason ? (
            <AreaField
              label={wordsLabel}
              hint={shape.delivery ? t('dialog.evidenceHint') : undefined}
              optional={!needWords}
              value={words}
              onChange={e => setWords(e.target.value)}
              rows={3}
              error={asked && needWords && !words.trim() ? t('dialog.noteNeeded') : undefined}
            />
          ) : null}
          {shape.warn ? (
            <TextField label={t('dialog.familyName')} dir="auto" value={family} onChange={e => setFamily(e.target.value)} error={asked && !familyRight ? t('dialog.familyWrong') : undefined} />
          ) : null}
          <FaultNote fault={run.error} />
        </Stack>
      </form>
    </Dialog>
  )
}
