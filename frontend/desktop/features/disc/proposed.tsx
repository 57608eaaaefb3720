import { RadioField } from '@shared/form/choice'
import { DateField } from '@shared/form/date-field'
import { AreaField, Beside, Stack, TextField } from '@shared/form/field'
import { Button } from '@shared/ui/button'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CaseDocument, DiscPerson, DiscState } from '../../bridge'
import { type Changed, documentOf, targetOf, toNew } from './choice'
import classes from './disc.module.css'

type Props = { state: DiscState; person: DiscPerson; changed: Changed; onChange: (c: Changed) => void }

const sexes = ['female', 'male', 'other', 'unknown'] as const

/** What a table says of the case, what is wrong with its row, and the way to type over what is proposed. */
export function Proposed({ state, person, changed, onChange }: Props) {
  const { t } = useTranslation('desktop')
  const [editing, setEditing] = useState(false)
  const found = state.found.find(f => f.person === person.key)
  if (!state.ready || !found || targetOf(state, changed, person.key) !== toNew) return null
  const doc = documentOf(state, changed, person.key)
  const listed = [found.line > 0 ? t('disc.row', { line: found.line }) : state.table.rows > 0 ? t('disc.noRow') : '', doc.diagnosis.text, doc.questions.length > 0 ? t('disc.asks', { count: doc.questions.length }) : ''].filter(Boolean)
  return (
    <>
      {listed.length > 0 ? <bdi className={`${classes.fact} oso-ink-2`}>{listed.join(', ')}</bdi> : null}
      {found.problems.map(p => (
        <span key={p} className={`${classes.fact} oso-problem`}>
          {p}
        </span>
      ))}
      <span className={classes.fact}>
        <Button kind="link" aria-expanded={editing} onClick={() => setEditing(!editing)}>
          {editing ? t('disc.editDone') : t('disc.edit')}
        </Button>
      </span>
      {editing ? <Editor doc={doc} onChange={d => onChange({ ...changed, documents: { ...changed.documents, [person.key]: d } })} /> : null}
    </>
  )
}

function Editor({ doc, onChange }: { doc: CaseDocument; onChange: (d: CaseDocument) => void }) {
  const { t } = useTranslation('desktop')
  const { patient } = doc
  const put = (p: Partial<CaseDocument['patient']>) => onChange({ ...doc, patient: { ...patient, ...p } })
  const name = (n: Partial<CaseDocument['patient']['name']>) => put({ name: { ...patient.name, ...n } })
  return (
    <div className={classes.editor}>
      <Stack>
        <Beside>
          <TextField label={t('patient.given')} dir="auto" value={patient.name.given} onChange={e => name({ given: e.target.value })} />
          <TextField label={t('patient.family')} dir="auto" value={patient.name.family} onChange={e => name({ family: e.target.value })} />
        </Beside>
        <DateField label={t('patient.birthDate')} value={patient.birth_date} onChange={birth_date => put({ birth_date })} />
        <RadioField look="line" legend={t('patient.sex')} value={patient.sex as (typeof sexes)[number] | ''} onChange={sex => put({ sex })} choices={sexes.map(s => ({ value: s, label: t(`patient.sexes.${s}`) }))} />
        <TextField label={t('disc.diagnosis')} optional dir="auto" value={doc.diagnosis.text} onChange={e => onChange({ ...doc, diagnosis: { ...doc.diagnosis, text: e.target.value } })} />
        <AreaField
          label={t('disc.question')}
          optional
          rows={2}
          value={doc.questions[0]?.text ?? ''}
          onChange={e => onChange({ ...doc, questions: e.target.value ? [{ text: e.target.value, parts: doc.questions[0]?.parts ?? [] }, ...doc.questions.slice(1)] : doc.questions.slice(1) })}
        />
      </Stack>
    </div>
  )
}
