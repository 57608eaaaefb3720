import { Button } from '@shared/ui/button'
import { useTranslation } from 'react-i18next'
import { useAmendCase } from '../api/cases/amend-case'
import { FaultNote } from './fault-view'

/** Opens a sealed case for a further version. */
export function AmendAct({ id }: { id: string }) {
  const { t } = useTranslation('desktop')
  const amend = useAmendCase()
  return (
    <>
      <Button busy={amend.isPending && t('case.amending')} onClick={() => amend.mutate(id)}>
        {t('case.amend')}
      </Button>
      <FaultNote fault={amend.error} />
    </>
  )
}
