import classes from './glyph.module.css'

export const GlyphKind = {
  You: 'you',
  Patient: 'patient',
  Us: 'us',
  Draft: 'draft',
  Problem: 'problem',
  Done: 'done',
  Time: 'time',
} as const
export type GlyphKind = (typeof GlyphKind)[keyof typeof GlyphKind]

type Props = {
  kind: GlyphKind
  /** Only where no word stands beside it; else the glyph is silent. */
  label?: string
  size?: 16 | 20
}

/** A state's own shape. It stands beside a word and is told apart without color. */
export function Glyph({ kind, label, size = 16 }: Props) {
  const named = label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true }
  return (
    <svg className={`${classes.glyph} ${classes[kind]}`} viewBox="0 0 16 16" width={size} height={size} {...named}>
      {shapes[kind]}
    </svg>
  )
}

const ring = <circle cx="8" cy="8" r="5.75" fill="none" stroke="currentColor" strokeWidth="1.5" />

const shapes: Record<GlyphKind, React.ReactNode> = {
  you: <circle cx="8" cy="8" r="6.5" fill="currentColor" />,
  patient: (
    <>
      {ring}
      <circle cx="8" cy="8" r="1.75" fill="currentColor" />
    </>
  ),
  us: (
    <>
      {ring}
      <path d="M8 4.4a3.6 3.6 0 0 1 0 7.2z" fill="currentColor" />
    </>
  ),
  draft: <circle cx="8" cy="8" r="5.75" fill="none" stroke="currentColor" strokeWidth="1.5" strokeDasharray="2.1 1.9" />,
  problem: (
    <>
      <path d="M8 .9 15.1 8 8 15.1.9 8z" fill="currentColor" />
      <path d="M8 4.6v4" className={classes.inner} strokeWidth="1.6" strokeLinecap="round" />
      <circle cx="8" cy="11" r=".95" className={classes.innerDot} />
    </>
  ),
  done: (
    <>
      {ring}
      <path d="m5.4 8.2 1.8 1.8 3.4-3.7" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" />
    </>
  ),
  time: (
    <>
      {ring}
      <path d="M8 5v3.4" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" />
      <circle cx="8" cy="10.9" r=".9" fill="currentColor" />
    </>
  ),
}
