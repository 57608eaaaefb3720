import { IconPlayerPause } from '@tabler/icons-react'
import { formatMoment } from '@shared/format/date'
import { Button } from '@shared/ui/button'
import { Icon } from '@shared/ui/icon'
import { Banner } from '@shared/ui/notice'
import { useTranslation } from 'react-i18next'
import type { Case } from '../../api/types'
import { useWords } from '../../lib/words'

/** Why a case stands, or has ended without an opinion: the reason in words, who and when; and the act that lets it go on. */
export function Stopped({ c, onResume }: { c: Case; onResume?: () => void }) {
  const { t } = useTranslation('console')
  const say = useWords()
  const s = c.stopped
  if (!s) return null
  const by = s.by ? t('history.by', { actor: s.by, role: say('role', s.role) }) : say('role', s.role)
  return (
    <Banner
      kind="time"
      icon={<Icon of={IconPlayerPause} />}
      title={[say('event', s.event), say('reason', s.reason)].filter(Boolean).join(': ') + '.'}
      act={onResume && c.acts.includes('resume') ? <Button onClick={onResume}>{say('act', 'resume')}</Button> : undefined}
    >
      {s.note ? `${s.note} ` : ''}
      {t('stopped.by', { by, at: formatMoment(s.at) })}
    </Banner>
  )
}
