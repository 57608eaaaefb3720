import type { Images } from '@shared/viewer/contract'

/** A series, as much as it takes to name it and to lead to it. */
export type Named = { uid: string; name: string; number: number | null; date: string }

/** Images that a series' numbers leave out, and what that means. */
export type Gap = Named & { images: [from: number, to: number][]; means: string }

/** What several series say alike of what the case asks. named: a field of the case asks for it. */
export type Shortfall = { means: string; named: boolean; series: Named[] }

/**
 * What the passports of a case's series say that a reader has to know before
 * writing: what is not there, and where images fall short of what is asked. Each
 * series stands once, what a field of the case asks for first.
 */
export function shortfallsOf(all: Images): { gaps: Gap[]; short: Shortfall[] } {
  const gaps: Gap[] = []
  const short = new Map<string, Shortfall>()
  for (const study of all.studies) {
    for (const s of study.series) {
      const { asked = '', means = '', named = false } = s.quality ?? {}
      const of: Named = { uid: s.uid, name: [s.modality, s.description || study.description].filter(Boolean).join(' '), number: s.number, date: study.date }
      if (s.missing.length > 0) {
        gaps.push({ ...of, images: s.missing, means: asked || means })
        continue
      }
      if (!asked) continue
      // What is limited says why beside it; what is asked for says so itself.
      const words = named ? asked : [means, asked].filter(Boolean).join(' ')
      const known = short.get(words)
      if (known) known.series.push(of)
      else short.set(words, { means: words, named, series: [of] })
    }
  }
  const list = [...short.values()]
  return { gaps, short: [...list.filter(x => x.named), ...list.filter(x => !x.named)] }
}
