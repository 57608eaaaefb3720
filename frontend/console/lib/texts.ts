import { escape } from '@shared/prose/plain'
import { form } from '@shared/prose/text'
import type { Reply } from '@shared/opinion/reply'
import type { Content } from '../api/types'

/** The content with each text that an author writes in sentences made anew. */
export function mapTexts(c: Content, f: (text: string) => string): Content {
  const sections = (list: Content['findings']) => list.map(s => ({ ...s, text: f(s.text) }))
  const reply = (r: Reply) => ({ text: f(r.text), reason: f(r.reason), ...(r.from === undefined ? {} : { from: f(r.from) }) })
  return {
    ...c,
    thanks: f(c.thanks),
    change: c.change === undefined ? undefined : f(c.change),
    complaint: f(c.complaint),
    history: f(c.history),
    also_reviewed: c.also_reviewed?.map(f),
    not_reviewed: f(c.not_reviewed),
    findings: sections(c.findings),
    assessment: f(c.assessment),
    earlier: c.earlier?.map(e => ({ ...e, source: f(e.source), who: f(e.who), said: f(e.said), why: f(e.why) })),
    reached: c.reached === undefined ? undefined : f(c.reached),
    answers: c.answers.map(a => ({ ...a, ...reply(a), parts: a.parts.map(p => ({ ...p, ...reply(p) })) })),
    sections: sections(c.sections),
    options: c.options?.map(o => ({ ...o, name: f(o.name), reason: f(o.reason), change: f(o.change) })),
    scenarios: sections(c.scenarios),
    recommendation: f(c.recommendation),
    travel_for: c.travel_for === undefined ? undefined : f(c.travel_for),
    limits: c.limits.map(f),
    notes: c.notes.map(f),
  }
}

/** The content with its texts in the form of shared/prose: what was signed as plain says and shows the same. */
export function formed(c: Content): Content {
  return c.text_form === form ? c : { ...mapTexts(c, escape), references: c.references.map(escape), text_form: form }
}
