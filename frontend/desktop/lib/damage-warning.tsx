import { Banner } from '@shared/ui/notice'
import { useTranslation } from 'react-i18next'

/** What opening the vault found damaged or changed: nobody works on without knowing. */
export function DamageWarning({ found }: { found: string[] }) {
  const { t } = useTranslation('desktop')
  return (
    <Banner kind="problem" title={t('damage.title')}>
      {t('damage.says')}
      <ul>
        {found.map(what => (
          <li key={what}>{what}</li>
        ))}
      </ul>
    </Banner>
  )
}
