import { SelectField } from '@shared/form/choice'
import { formatDay } from '@shared/format/date'
import { formatReference } from '@shared/format/number'
import { Button, ButtonLink } from '@shared/ui/button'
import { Header } from '@shared/ui/page'
import { Loading } from '@shared/ui/states'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { useCase } from '../../api/cases/get-case'
import { useSheet } from '../../api/inbox/inbox'
import type { Case, Sheet } from '../../api/types'
import { FaultNote, FaultPage } from '../../lib/fault-view'
import { QRCode } from '../../lib/qr-code'
import { PrintPage } from './print-page'
import classes from './print.module.css'

/** A sheet that is laid on pages before they are scanned or faxed: what follows it is filed by itself. */
export function SheetPage() {
  const { t } = useTranslation('console')
  const id = useParams().id ?? ''
  const c = useCase(id)
  if (!c.data) return c.error ? <FaultPage fault={c.error} retry={() => void c.refetch()} /> : <Loading what={t('case.loading')} />
  return <Asking c={c.data} />
}

/** No declared thing in particular. */
const whole = 'whole'

function Asking({ c }: { c: Case }) {
  const { t } = useTranslation('console')
  const [material, setMaterial] = useState(whole)
  const make = useSheet(c.id)
  if (make.data) return <Printed s={make.data} back={`/case/${c.id}`} />
  return (
    <div className={classes.frame}>
      <Header>
        <ButtonLink to={`/case/${c.id}`} kind="plain">
          {t('print.back')}
        </ButtonLink>
        <h1>{t('sheet.title')}</h1>
      </Header>
      <main className={classes.ask} aria-label={t('sheet.title')}>
        <p>{t('sheet.lead')}</p>
        <SelectField
          label={t('sheet.of')}
          value={material}
          onChange={setMaterial}
          options={[{ value: whole, label: t('sheet.whole') }, ...c.materials.map(m => ({ value: m.id, label: m.description }))]}
        />
        <FaultNote fault={make.error} />
        <p>
          <Button kind="primary" busy={make.isPending && t('dialog.doing')} onClick={() => make.mutate(material === whole ? '' : material)}>
            {t('sheet.make')}
          </Button>
        </p>
      </main>
    </div>
  )
}

function Printed({ s, back }: { s: Sheet; back: string }) {
  const { t } = useTranslation('console')
  return (
    <PrintPage title={t('sheet.title')} lead={t('sheet.printLead')} back={back}>
      <div className={classes.sheet}>
        <p className={classes.big}>{t('sheet.heading')}</p>
        <QRCode rows={s.code} label={t('sheet.code')} className={classes.code} />
        <p className={classes.big}>{formatReference(s.reference)}</p>
        <p>{[s.material ? t(`inbox.kind.${s.material}` as 'inbox.kind.imaging') : '', t('sheet.until', { date: formatDay(s.until) })].filter(Boolean).join(', ')}</p>
        <p>{t('sheet.how')}</p>
      </div>
    </PrintPage>
  )
}
