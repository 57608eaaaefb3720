import { formatDay } from '@shared/format/date'
import { useTranslation } from 'react-i18next'
import type { Candidate, Fit } from '../api/types'
import { useWords } from './words'

export type Why = { key: string; text: string; against: boolean }

const good = new Set(['asked-for', 'asked-for-name', 'specialty-fits', 'answered-such'])

/** How many fits of one person are told: the plainest say enough. */
const toldFits = 2

/** What speaks for and against somebody, each with what it rests on: the word that fits, until when somebody is away. */
export function useWhy(): (p: Candidate) => Why[] {
  const { t } = useTranslation('console')
  const say = useWords()

  function place(fit: Fit): string {
    if (fit.place !== 'question') return t(`triage.place.${fit.place}`)
    return t('triage.place.question', { count: fit.questions.length, numbers: fit.questions.join(', ') })
  }
  function fits(p: Candidate): string[] {
    return p.fits.slice(0, toldFits).map(f => {
      const also = f.place === 'question' || f.questions.length === 0 ? '' : t('triage.alsoQuestions', { count: f.questions.length, numbers: f.questions.join(', ') })
      return [t('triage.fits', { specialty: f.specialty, word: f.word, place: place(f) }), also].filter(Boolean).join(' ')
    })
  }
  function text(p: Candidate, reason: string): string {
    switch (reason) {
      case 'answered-such':
        return t('triage.such', { count: p.such })
      case 'away':
        if (!p.away) break
        return p.away.deputy ? t('people.awayFor', { until: formatDay(p.away.until), deputy: p.away.deputy.name }) : t('people.away', { until: formatDay(p.away.until) })
      case 'away-soon':
        if (!p.away_next) break
        return t('triage.awaySoon', { from: formatDay(p.away_next.from), until: formatDay(p.away_next.until) })
      case 'ends-before':
        return t('triage.endsBefore', { date: formatDay(p.through) })
      case 'licence-lapsed':
        if (!p.through) break
        return t('triage.lapsed', { date: formatDay(p.through) })
      case 'full':
        return t('triage.full', { count: p.capacity })
      case 'declined-before':
      case 'timed-out-before':
      case 'canceled-before':
      case 'unassigned-before':
        return [t(`triage.before.${reason}`, { date: formatDay(p.before?.at ?? '') }), say('reason', p.before?.reason ?? '')].filter(Boolean).join(': ')
    }
    return say('why', reason)
  }
  return p =>
    p.reasons.flatMap(reason =>
      (reason === 'specialty-fits' && p.fits.length > 0 ? fits(p) : [text(p, reason)]).map((line, i) => ({ key: `${reason}${i}`, text: line, against: !good.has(reason) })),
    )
}
