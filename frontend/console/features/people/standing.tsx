import { formatDay } from '@shared/format/date'
import { useTranslation } from 'react-i18next'
import type { Absence, Ending } from '../../api/types'
import { useWords } from '../../lib/words'

type Of = { bars: readonly string[]; endings: readonly Ending[]; away: Absence | null; waits?: boolean }

/** What somebody has to know before asking: barred, away, a credential that ends. */
export function useStanding() {
  const { t } = useTranslation('console')
  const say = useWords()
  return (p: Of) => {
    const out: { text: string; kind: 'problem' | 'time' | 'plain' }[] = []
    for (const b of p.bars) out.push({ text: say('why', b), kind: 'problem' })
    if (p.away) {
      const until = formatDay(p.away.until)
      out.push({ text: p.away.deputy ? t('people.awayFor', { until, deputy: p.away.deputy.name }) : t('people.away', { until }), kind: 'time' })
    }
    for (const e of p.endings) out.push({ text: t(e.over ? 'people.over' : 'people.ends', { what: credential(t, e), date: formatDay(e.until) }), kind: e.bars ? 'time' : 'plain' })
    if (p.waits) out.push({ text: t('people.waits'), kind: 'plain' })
    return out
  }
}

/** A credential in words: "License, Massachusetts". */
export function credential(t: ReturnType<typeof useTranslation<'console'>>['t'], c: { kind: string; name: string }): string {
  return t('people.credential', { kind: t(`people.kind.${c.kind}` as 'people.kind.license', { defaultValue: c.kind }), name: c.name })
}
