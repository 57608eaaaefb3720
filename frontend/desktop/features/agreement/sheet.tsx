import type { ReactNode } from 'react'
import classes from './sheet.module.css'

type Block = { kind: 'title' | 'fact' | 'heading' | 'text'; text: string }

/** The exact text line by line: its version, its title, facts, then clauses with their headings. */
function blocks(text: string): { version: string; blocks: Block[] } {
  const [version = '', title = '', ...rest] = text.split('\n')
  let facts = true
  const out: Block[] = [{ kind: 'title', text: title }]
  for (const line of rest) {
    if (/^\d+\. /.test(line)) facts = false
    if (line === '') continue
    out.push({ kind: /^\d+\. /.test(line) ? 'heading' : facts && /^[^.]{1,40}: /.test(line) ? 'fact' : 'text', text: line })
  }
  return { version, blocks: out }
}

/** What no page break parts: the head with its facts, a heading with what follows it, each other paragraph. */
function together(blocks: Block[]): Block[][] {
  const out: Block[][] = []
  for (const b of blocks) {
    const last = out.at(-1)
    if (last && (b.kind === 'fact' || last.at(-1)?.kind === 'heading')) last.push(b)
    else out.push([b])
  }
  return out
}

/** The agreement as paper has it: nothing but its text, then what ends it. */
export function AgreementSheet({ text, end, on }: { text: string; end: ReactNode; on: 'screen' | 'paper' }) {
  const sheet = blocks(text)
  return (
    <article className={classes.sheet} data-on={on}>
      {together(sheet.blocks).map((own, i) => (
        <div key={i} className={classes.together}>
          {own.map((b, j) => {
            if (b.kind === 'title') return <h2 key={j}>{b.text}</h2>
            if (b.kind === 'heading') return <h3 key={j}>{b.text}</h3>
            return (
              <p key={j} className={b.kind === 'fact' ? classes.fact : undefined}>
                {b.text}
              </p>
            )
          })}
          {i === 0 ? <p className={classes.version}>{sheet.version}</p> : null}
        </div>
      ))}
      {end}
    </article>
  )
}

/** Lines to sign on with a pen. */
export function SignatureLines({ labels }: { labels: string[] }) {
  return (
    <div className={classes.lines}>
      {labels.map(l => (
        <div key={l} className={classes.line}>
          {l}
        </div>
      ))}
    </div>
  )
}
