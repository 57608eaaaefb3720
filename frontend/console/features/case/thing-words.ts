import { formatDay } from '@shared/format/date'
import { useTranslation } from 'react-i18next'
import type { Thing } from '../../api/types'

export const thingKinds = ['slide', 'block', 'disc', 'film', 'other'] as const
export type ThingKind = (typeof thingKinds)[number]

/** What is said of a slide, a block, or a disc. */
export function useThingWords() {
  const { t } = useTranslation('console')
  const kind = (k: string) => t(`thing.kind.${k as ThingKind}`, { defaultValue: k })
  return {
    kind,
    /** "No. 3, slide". */
    name: (x: Thing) => t('thing.name', { no: x.number, kind: kind(x.kind) }),
    /** Where it is: here and on which shelf, or how it went back. */
    where: (x: Thing): string => {
      const by = [x.carrier, x.tracking].filter(Boolean).join(' ')
      if (x.receipt_at) return t('thing.arrived', { date: formatDay(x.receipt_at) }) + (by ? ` (${by})` : '')
      if (x.returned_at) return t(by ? 'thing.backBy' : 'thing.back', { date: formatDay(x.returned_at), by })
      return x.place ? t('thing.lies', { place: x.place }) : t('thing.here')
    },
    /** What it was taken for before: "Before: Slide S26-12, corrected on 3 Dec 2026 by …". */
    was: (x: Thing) => x.was.map(w => t('thing.was', { what: [`${kind(w.kind)}: ${w.marks}`, w.accession].filter(Boolean).join(', '), date: formatDay(w.at), name: w.by, why: w.why })),
    came: (x: Thing) => t('thing.came', { date: formatDay(x.received_at), name: x.received_by }),
  }
}
