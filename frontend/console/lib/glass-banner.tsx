import { formatMoment } from '@shared/format/date'
import { ButtonLink } from '@shared/ui/button'
import { Banner } from '@shared/ui/notice'
import { useTranslation } from 'react-i18next'
import type { Case } from '../api/types'
import { useGlassWords } from './glass-words'

/** Says on a case's page that it is, or was, taken under break-glass: to the desk, and to who took it. */
export function GlassBanner({ c }: { c: Case }) {
  const { t } = useTranslation('console')
  const words = useGlassWords()
  const g = c.glass.find(x => x.open) ?? c.glass[0]
  if (!g) return null
  const says = g.mine ? 'glass.mine' : g.open ? 'glass.deskOpen' : 'glass.deskOver'
  return (
    <Banner kind={g.open ? 'problem' : 'time'} act={<ButtonLink to="/glass">{t('glass.look')}</ButtonLink>}>
      {t(says, { name: g.person.name, until: formatMoment(g.until), reason: words.reason(g.reason) })}
    </Banner>
  )
}
