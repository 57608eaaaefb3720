import { DateField } from '@shared/form/date-field'
import { TextField } from '@shared/form/field'
import { useTranslation } from 'react-i18next'

type Props = { id: string; label: string; hint?: string; error?: string; optional?: boolean; value: string; onChange: (value: string) => void }

/** A day and a time of day by the office's clock: YYYY-MM-DDTHH:MM, with what is typed of it where it is not whole. */
export function MomentField({ value, onChange, ...frame }: Props) {
  const { t } = useTranslation('console')
  const [day = '', hour = ''] = value.split('T')
  const change = (d: string, h: string) => onChange(d || h ? `${d}T${h}` : '')
  const year = new Date().getFullYear()
  return (
    <>
      <DateField {...frame} value={day} onChange={d => change(d, hour)} earliest={year - 1} latest={year + 1} />
      <TextField label={t('moment.hour')} optional={frame.optional} type="time" width="9rem" value={hour} onChange={e => change(day, e.target.value)} />
    </>
  )
}
