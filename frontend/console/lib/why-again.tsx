import { formatDay } from '@shared/format/date'
import { plain } from '@shared/prose/plain'
import { Banner } from '@shared/ui/notice'
import { useTranslation } from 'react-i18next'
import type { Case, Content } from '../api/types'
import { useWords } from './words'

const returns = ['return-draft', 'return-revision']
const turns = [...returns, 'accept-offer', 'sign-draft', 'sign-revision', 'begin-correction']

/** Why a letter is written once more: it was sent back, or what was released is corrected. The author sees it on arriving. */
export function WhyAgain({ c, content }: { c: Case; content?: Content }) {
  const { t } = useTranslation('console')
  const say = useWords()
  const last = c.timeline.findLast(e => turns.includes(e.event))
  const change = content?.kind === 'correction' ? plain(content.change ?? '').trim() : ''
  if (last && returns.includes(last.event)) {
    return (
      <Banner kind="time" title={[t('again.returned', { by: last.actor || say('role', last.role), at: formatDay(last.at) }), say('reason', last.reason)].filter(Boolean).join(': ') + '.'}>
        {t('again.returnedMeans')} {change ? t('again.change', { change }) : ''}
      </Banner>
    )
  }
  if (last?.event !== 'begin-correction' && !change) return null
  return (
    <Banner kind="time" title={t('again.correction')}>
      {change || last?.note}
    </Banner>
  )
}
