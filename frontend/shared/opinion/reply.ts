import { parse } from '../prose/parse'
import { plain } from '../prose/plain'

export type Reply = { text: string; reason: string; state?: string; from?: string }

const says = (text: string | undefined) => plain(text ?? '').trim() !== ''

/** A text behind words that stand in its first line, where that is a paragraph's. */
export function led(lead: string, text: string): string {
  const own = parse(text)[0]
  return own && own.kind !== 'paragraph' ? `${lead}\n\n${text.trim()}` : `${lead} ${text.trim()}`
}

/** What is said to a question, as one text in the letter's words; the service has the same, both are held against one table. */
export function spoken({ state = '', text, reason, from = '' }: Reply): string {
  const of: [lead: string, text: string][] =
    state === 'cannot'
      ? [
          ['**This cannot be answered.**', reason],
          ['**What can be said:**', text],
        ]
      : state === 'needs'
        ? [
            ['**More is needed to answer this.**', reason],
            ['**From:**', from],
            ['**Until then:**', text],
          ]
        : [
            ['', text],
            ['Not answered.', state === '' ? reason : ''],
          ]
  return of
    .filter(([, said]) => says(said))
    .map(([lead, said]) => (lead ? led(lead, said) : said))
    .join('\n\n')
}
