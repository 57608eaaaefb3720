import { after } from '@shared/after'
import type { Option } from '@shared/form/choice'
import { Stack, TextField } from '@shared/form/field'
import { Button } from '@shared/ui/button'
import { Dialog } from '@shared/ui/dialog'
import { Note } from '@shared/ui/notice'
import { type FormEvent, type ReactNode, useEffect, useId, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { forms } from '../api/act-forms'
import type { Act, Requests } from '../api/acts'
import { type Doing, useAct } from '../api/cases/do-act'
import type { Case } from '../api/types'
import { check, filled } from './act-check'
import { ActFields, type Form } from './act-fields'
import { FaultNote } from './fault-view'
import { useBeforeUnload } from './leave-dialog'
import { hasWords, useTyped, type Values } from './typed'
import { useWords } from './words'

type Props<A extends Act> = {
  c: Case
  act: A
  onClose: () => void
  onDone?: () => void
  /** Where to go once it is done. */
  lead?: () => void
  /** What the page knows already is not asked for. */
  given?: Partial<Requests[A]>
  /** Whom or what it is about, where the page knows it and the form does not ask. */
  about?: string
  /** What is typed is kept under this name, where a form of the same act begins with something else. */
  keptAs?: string
  /** What fields begin with, where nothing was typed yet. */
  begins?: Values
  parts?: Option[]
  /** What stands before the fields. */
  before?: ReactNode
  /** Fields that the page cannot do without, though the act can. */
  needs?: readonly string[]
}

const nothing = {}
const none: readonly string[] = []

/** One act, drawn from its declaration: what it asks for, what follows, what is lost. */
export function ActDialog<A extends Act>({ c, act, onClose, onDone, lead: goOn, given = nothing, about, keptAs, begins, parts = [], before, needs = none }: Props<A>) {
  const { t } = useTranslation('console')
  const { t: words } = useTranslation('acts')
  const say = useWords()
  const id = useId()
  const form = forms[act]
  const known = Object.keys(given).join()
  const needed = needs.join()
  const fields = useMemo(
    () => form.fields.filter(f => !f.given && !known.split(',').includes(f.name)).map(f => (needed.split(',').includes(f.name) ? { ...f, required: true as const } : f)),
    [form, known, needed],
  )
  const typed = useTyped(c.id, act, fields, keptAs ?? aboutOf(given), begins)
  const [family, setFamily] = useState('')
  const [asked, setAsked] = useState(false)
  const run = useAct(c.id)
  const role = c.act_roles[act] ?? '' // under which it is done
  const wrong = check(fields, typed.values, role)
  const familyRight = !form.final || isFamilyName(c, family)
  const idAt = (place: string) => `${id}-${place}`
  const said = run.error?.field ? run.error : null
  const beside = fields.some(f => f.name === said?.field.split(/[[.]/)[0])
  // Where something is wrong, the first of it is what one goes to.
  const first = asked ? (Object.keys(wrong)[0] ?? said?.field ?? (familyRight ? '' : 'family')) : ''
  const [tries, setTries] = useState(0)
  useEffect(() => {
    if (first) document.getElementById(`${id}-${first}`)?.focus()
    // Once for each try: not while somebody types on.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [tries, said])
  useBeforeUnload(hasWords(typed.values))

  const drawn: Form = {
    c,
    act,
    role,
    parts,
    begins: form.final ? '' : (fields[0]?.name ?? ''),
    idAt,
    review: 'kind' in given ? String(given.kind) : '',
    errorAt: (place, need, max) => {
      if (asked && wrong[place] === 'missing') return need
      if (wrong[place] === 'long') return t('dialog.tooLong', { count: max })
      return said?.field === place ? said.message : undefined
    },
  }
  function submit(e: FormEvent) {
    e.preventDefault()
    setAsked(true)
    setTries(n => n + 1)
    if (Object.keys(wrong).length > 0 || !familyRight || run.isPending) return
    const body = { seq: c.seq, ...constants(act), ...given, ...filled(fields, typed.values) }
    // What the fields of a form fill is a request of its act: both are made from one declaration.
    after(run.mutateAsync({ act, body } as unknown as Doing), {
      done: () => {
        typed.forget()
        onClose()
        onDone?.()
      },
      lead: goOn,
      failed: () => {
        if (form.signs) typed.change({ ...typed.values, code: '' }) // each works once
      },
    })
  }
  const lead = words(`lead.${act}` as 'lead.hold', { defaultValue: '' })
  const doing = run.isPending && t(form.signs ? 'dialog.signing' : 'dialog.doing')
  return (
    <Dialog
      open
      onClose={onClose}
      title={words(`title.${act}` as 'title.hold')}
      busy={run.isPending}
      buttons={
        // The safe act stands last where the other cannot be taken back.
        form.final ? (
          <>
            <Button kind="danger" type="submit" form={id} busy={doing}>
              {say('act', act)}
            </Button>
            <Button data-autofocus onClick={onClose}>
              {t('dialog.keep')}
            </Button>
          </>
        ) : (
          <>
            <Button onClick={onClose}>{t('dialog.notYet')}</Button>
            <Button kind={form.danger ? 'danger' : 'primary'} type="submit" form={id} busy={doing}>
              {say('act', act)}
            </Button>
          </>
        )
      }
    >
      <form id={id} onSubmit={submit} noValidate>
        <Stack>
          {about ? (
            <p>
              <bdi>{about}</bdi>
            </p>
          ) : null}
          {lead ? <p>{lead}</p> : null}
          {before}
          {form.final ? <Note kind="problem">{words(`final.${act}` as 'final.withdraw')}</Note> : null}
          <ActFields form={drawn} fields={fields} values={typed.values} onChange={typed.change} />
          {form.final ? (
            <TextField
              id={idAt('family')}
              label={t('dialog.familyName')}
              dir="auto"
              value={family}
              onChange={e => setFamily(e.target.value)}
              error={asked && !familyRight ? t(family.trim() ? 'dialog.familyWrong' : 'dialog.familyNeed') : undefined}
            />
          ) : null}
          <FaultNote fault={beside ? null : run.error} />
        </Stack>
      </form>
    </Dialog>
  )
}

/**
 * The family name as it was entered or in its native form; where the case has
 * none, the name's last words. Never a part of a word: one letter is no proof
 * that somebody looked whose case it is.
 */
function isFamilyName(c: Case, typed: string): boolean {
  const plain = (name: string) => name.normalize('NFC').toLowerCase().trim().replace(/\s+/g, ' ')
  const name = plain(typed)
  if (!name) return false
  const family = plain(c.document?.patient.name.family ?? '')
  const native = plain(c.patient?.native ?? '')
  if (family) return name === family || name === native
  const whole = plain(c.patient?.name ?? '')
  return name === native || ` ${whole}`.endsWith(` ${name}`)
}

/** What a form is about, but for what each dialog has anew. */
function aboutOf(given: object): string {
  return Object.entries(given)
    .filter(([name]) => name !== 'once' && name !== 'until')
    .map(([name, value]) => `${name}=${String(value)}`)
    .join('&')
}

/** What an act says by being done: true. */
function constants(act: Act): Record<string, true> {
  return Object.fromEntries(forms[act].fields.filter(f => f.kind === 'agreed').map(f => [f.name, true]))
}
