import { plain, plainOfLine } from '../prose/plain'
import { led } from './reply'

type Option = { id: string; name: string; stance: string; reason: string; change: string }

const stances = { preferred: 'Preferred', acceptable: 'Acceptable', avoid: 'To avoid' } as const
const stands = { agrees: 'Agrees', differs: 'Differs' } as const

const word = <T extends Record<string, string>>(of: T, key: string): string => (Object.hasOwn(of, key) ? (of[key] ?? '') : '')

/** How this opinion stands to an earlier one, in a word. */
export const standWord = (stand: string): string => word(stands, stand)

/** What becomes of diagnosis and plan, in the letter's words; '' where it says neither, and of a letter of before, which did not say it. */
export function outcome({ diagnosis, plan, says_outcome = false }: { diagnosis: string; plan: string; says_outcome?: boolean }): string {
  const out: string[] = []
  if (!says_outcome) return ''
  if (['confirmed', 'refined', 'changed'].includes(diagnosis)) out.push(`The diagnosis is ${diagnosis}.`)
  if (['confirmed', 'changed'].includes(plan)) out.push(`The plan is ${plan}.`)
  if (plan === 'alternatives') out.push('Alternatives to the plan are offered.')
  return out.join(' ')
}

/** What is held of an option, and its name, as words. */
export const optionTitle = (o: Option): string => `${word(stances, o.stance)}: ${plainOfLine(o.name).trim()}`

/** An option's reason, and what would change it. */
export const optionReasons = (o: Option): string => [o.reason, plain(o.change).trim() ? led('**What would change this:**', o.change) : ''].filter(s => plain(s).trim() !== '').join('\n\n')

/** Options in the order in which they are read. */
export const weighed = <T extends Option>(options: T[]): T[] => {
  const order = Object.keys(stances)
  return [...options].sort((a, b) => order.indexOf(a.stance) - order.indexOf(b.stance))
}
