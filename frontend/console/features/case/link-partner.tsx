import { useTranslation } from 'react-i18next'
import type { Case } from '../../api/types'
import { ActDialog } from '../../lib/act-dialog'

/** Which partner pays for a case that names one whom OSO does not know, with the name that the clinic wrote. */
export function LinkPartner({ c, onClose }: { c: Case; onClose: () => void }) {
  const { t } = useTranslation('console')
  return <ActDialog c={c} act="link-partner" about={c.payer?.partner ? t('contact.partnerNamed', { name: c.payer.partner }) : undefined} onClose={onClose} />
}
