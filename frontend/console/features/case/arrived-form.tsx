import { formatDay } from '@shared/format/date'
import { formatReference } from '@shared/format/number'
import { CheckField } from '@shared/form/choice'
import { FieldError, FieldGroup } from '@shared/form/field'
import { Button } from '@shared/ui/button'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Case, Material } from '../../api/types'
import classes from './case.module.css'

const identifiers = ['name', 'birth-date', 'reference', 'number'] as const
type Identifier = (typeof identifiers)[number]

type Props = { c: Case; material: Material; busy: string | false; onRecord: (by: Identifier, and: Identifier) => void; onClose: () => void }

/** What arrived, compared with the case by two things: only then is it written down. */
export function ArrivedForm({ c, material, busy, onRecord, onClose }: Props) {
  const { t } = useTranslation('console')
  const [chosen, setChosen] = useState<readonly Identifier[]>([])
  const [asked, setAsked] = useState(false)
  const shown: Record<Identifier, string> = {
    name: c.patient?.name ?? '',
    'birth-date': c.patient?.birth_date ? formatDay(c.patient.birth_date) : '',
    reference: formatReference(c.reference),
    number: (c.document?.patient.identifiers ?? []).map(x => x.value).join(', '),
  }
  const [by, and] = chosen
  return (
    <form
      className={classes.arrived}
      noValidate
      aria-label={t('intake.arrivedOf', { what: material.description })}
      onSubmit={e => {
        e.preventDefault()
        setAsked(true)
        if (by && and && !busy) onRecord(by, and)
      }}
    >
      <FieldGroup legend={t('inbox.compared')}>
        <p className="oso-small oso-ink-2">{t('intake.comparedHint')}</p>
        {identifiers
          .filter(x => shown[x] !== '')
          .map(x => (
            <CheckField key={x} label={t(`inbox.identifier.${x}`)} description={<bdi>{shown[x]}</bdi>} checked={chosen.includes(x)} onChange={on => setChosen(on ? [...chosen, x] : chosen.filter(y => y !== x))} />
          ))}
        <FieldError message={asked && chosen.length < 2 ? t('inbox.comparedNeeded') : undefined} />
      </FieldGroup>
      <div className={classes.arrivedActs}>
        <Button type="submit" busy={busy}>
          {t('intake.recordArrived')}
        </Button>
        <Button kind="plain" onClick={onClose}>
          {t('dialog.notYet')}
        </Button>
      </div>
    </form>
  )
}
