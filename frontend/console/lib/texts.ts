import { escape } from '@shared/prose/plain'
import { form } from '@shared/prose/text'
import type { Content } from '../api/types'

/** The content with each text that an author writes in sentences made anew. */
export function mapTexts(c: Content, f: (text: string) => string): Content {
  const sections = (list: Content['findings']) => list.map(s => ({ ...s, text: f(s.text) }))
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
    answers: c.answers.map(a => ({ ...a, text: f(a.text), reason: f(a.reason), parts: a.parts.map(p => ({ ...p, text: f(p.text), reason: f(p.reason) })) })),
    sections: sections(c.sections),
    scenarios: sections(c.scenarios),
    recommendation: f(c.recommendation),
    limits: c.limits.map(f),
    notes: c.notes.map(f),
  }
}

/** The content with its texts in the form of shared/prose: what was signed as plain says and shows the same. */
export function formed(c: Content): Content {
  return c.text_form === form ? c : { ...mapTexts(c, escape), references: c.references.map(escape), text_form: form }
}
