import { marks, said as saidOf } from '@shared/opinion/marks'
import { Show } from '@shared/prose/show'
import { Button } from '@shared/ui/button'
import { Icon } from '@shared/ui/icon'
import { IconMessagePlus } from '@tabler/icons-react'
import { createContext, Fragment, type MouseEvent, type ReactNode, useContext, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { pictureAddress } from '../../api/opinion/figures'
import type { CaseRecord, Comment, Content } from '../../api/types'
import { changed, type Piece } from '../../lib/diff'
import { figureChanges } from '../../lib/figure-changes'
import { ElsewhereLink } from '../../lib/elsewhere-link'
import { citedAddress, figurePart, imageAddress, shows } from '../../lib/figure-words'
import { namedIn, partWords } from '../../lib/part-words'
import { findQuote } from '../../lib/quote'
import diff from '../../lib/text-diff.module.css'
import classes from './approval.module.css'
import { type Block, diffOf, useBlocks } from './letter-blocks'
import { RemarkCard } from './remark-card'
import { type Draft, RemarkForm, type Unkept } from './remark-form'
import { type Chosen, useChosenWords, useShownRemarks } from './use-chosen-words'

/** What was said of the letter; kept: it is not sent yet. */
type Said = Comment & { kept: boolean }

/** How an approver says something about the letter; without it the letter is only read. */
export type Talk = {
  draft: Draft | null
  /** Begins a comment; null leaves the one that is typed. */
  onDraft: (draft: Draft | null) => void
  onUnkept: (keep: Unkept | null) => void
  onKeep: (draft: Draft) => Promise<unknown>
  onRemove: (comment: Comment) => void
}

type Props = {
  caseId: string
  records: CaseRecord[]
  version: number
  content: Content
  before: Content | null
  /** What was sent in earlier rounds. */
  comments: Comment[]
  /** What is kept, and not sent yet. */
  kept: Comment[]
  onlyChanged: boolean
  talk?: Talk
}

/** The letter as text on paper, with what was said of it where it was said; against an earlier version, what changed is marked. */
export function LetterText({ caseId, records, version, content, before, comments, kept, onlyChanged, talk }: Props) {
  const { t } = useTranslation('console')
  const paper = useRef<HTMLElement>(null)
  const blocks = useBlocks()(content, before)
  const all: Said[] = [...comments.map(c => ({ ...c, kept: false })), ...kept.map(c => ({ ...c, kept: true }))]
  const about = (part: string) => all.some(c => c.part === part) || talk?.draft?.part === part
  const shown = onlyChanged ? blocks.filter(b => (b.before !== null && changed(diffOf(b))) || about(b.part)) : blocks
  const figures = before && figureChanges(before.figures ?? [], content.figures ?? [])
  const same = shown.length === 0 && !figures?.gone.length && !figures?.of.some(c => c.length > 0)
  const shownFigures = (content.figures ?? []).map(f => figurePart(f.image))
  const loose = (part: string) => !shown.some(b => b.part === part) && !shownFigures.includes(part)
  const { chosen, forget } = useChosenWords(paper, talk !== undefined)
  useShownRemarks(paper, [...all, ...(talk?.draft?.quote ? [talk.draft] : [])])
  return (
    <Letter.Provider value={{ id: caseId, content, records }}>
      <article ref={paper} className={`${classes.paper} ${diff.marked}`}>
        <Beside part="" all={all.filter(c => loose(c.part))} texts={[]} talk={talk} loose />
        {same ? <p>{t('approve.noChanges')}</p> : null}
        {groups(shown).map(group => (
          <Part key={group[0]?.key} blocks={group} all={all} talk={talk} />
        ))}
        <Figures version={version} changes={figures} all={all} talk={talk} />
        {chosen && talk ? (
          <AtWords
            chosen={chosen}
            onComment={() => {
              talk.onDraft({ id: '', part: chosen.part, quote: chosen.quote, start: chosen.start, text: '', row_version: 0 })
              forget()
            }}
          />
        ) : null}
      </article>
    </Letter.Provider>
  )
}

/** Texts of one part that follow each other, together. */
function groups(blocks: Block[]): Block[][] {
  const out: Block[][] = []
  for (const b of blocks) {
    const last = out.at(-1)
    if (last?.[0]?.part === b.part) last.push(b)
    else out.push([b])
  }
  return out
}

function Part({ blocks, all, talk }: { blocks: Block[]; all: Said[]; talk?: Talk }) {
  const part = blocks[0]?.part ?? ''
  return (
    <section data-part={part} className={classes.part}>
      {blocks.map((b, i) => (
        <Fragment key={b.key}>
          {b.title ? (
            <div data-beside className={classes.head}>
              <h2 className={classes.mini}>{b.title}</h2>
              {i === 0 && talk ? <CommentButton part={part} title={b.title} talk={talk} /> : null}
            </div>
          ) : null}
          {b.question ? (
            <p data-beside className={classes.question}>
              {b.question}
            </p>
          ) : null}
          {b.letter ? (
            <p data-beside className={classes.sub}>
              {b.letter}
            </p>
          ) : null}
          {b.before === null ? <Show text={b.text} piece={piece} /> : <Marked pieces={diffOf(b)} />}
        </Fragment>
      ))}
      <Beside part={part} all={all.filter(c => c.part === part)} texts={blocks.map(b => b.text)} talk={talk} />
    </section>
  )
}

function CommentButton({ part, title, talk }: { part: string; title: string; talk: Talk }) {
  const { t } = useTranslation('console')
  return (
    <Button
      kind="plain"
      className={classes.say}
      icon={<Icon of={IconMessagePlus} />}
      aria-label={t('remark.onPart', { part: title })}
      onClick={() => talk.onDraft({ id: '', part, quote: '', start: 0, text: '', row_version: 0 })}
    >
      {t('remark.comment')}
    </Button>
  )
}

/** The way to a comment where words were chosen with the pointer or the keys. */
function AtWords({ chosen, onComment }: { chosen: Chosen; onComment: () => void }) {
  const { t } = useTranslation('console')
  return (
    <span data-beside className={classes.atWords} style={{ top: chosen.top, left: chosen.left }}>
      {/* A press must not let the words go. */}
      <Button kind="primary" icon={<Icon of={IconMessagePlus} />} onMouseDown={e => e.preventDefault()} onClick={onComment}>
        {t('remark.onWords')}
      </Button>
    </span>
  )
}

type BesideProps = { part: string; all: Said[]; texts: string[]; talk?: Talk; loose?: boolean }

/** What was said of a part, below it, and what is being said. */
function Beside({ part, all, texts, talk, loose }: BesideProps) {
  const { content } = useContext(Letter)
  const draft = talk?.draft && talk.draft.part === part ? talk.draft : null
  if (all.length === 0 && !draft) return null
  const words = partWords(texts, namedIn(content))
  return (
    <div data-beside className={classes.beside}>
      {all.map((c, i) =>
        draft && draft.id !== '' && draft.id === c.id ? null : (
          <RemarkCard
            key={c.id || i}
            comment={c}
            gone={loose === true || (c.quote !== '' && findQuote(words, c.quote, c.start) === null)}
            onChange={talk && c.kept && c.mine ? () => talk.onDraft(c) : undefined}
            onRemove={talk && c.kept ? () => talk.onRemove(c) : undefined}
          />
        ),
      )}
      {draft && talk ? <RemarkForm key={`${draft.id}/${draft.part}/${draft.start}/${draft.quote}`} draft={draft} texts={texts} onKeep={talk.onKeep} onUnkept={talk.onUnkept} onLeave={() => talk.onDraft(null)} /> : null}
    </div>
  )
}

const piece = (text: string) => <Named text={text} />

/** References as superior figures, notes as marks, as in the letter; figures and records lead to what they are. */
function Named({ text }: { text: string }) {
  const { id, content, records } = useContext(Letter)
  return marks(text, namedIn(content)).map((m, i) => {
    const n = m.numbers?.[0] ?? 0
    if (m.kind === 'reference')
      return (
        <sup key={i} data-mark>
          {saidOf(m)}
        </sup>
      )
    if (m.kind === 'note')
      return (
        <sup key={i} data-mark>
          {['*', '†', '‡'][n - 1] ?? `*${n}`}
        </sup>
      )
    if (m.kind === 'figure') {
      return (
        <a key={i} className={classes.named} href={`#figure-${n}`} onClick={e => toFigure(e, n)}>
          {saidOf(m)}
        </a>
      )
    }
    const citation = m.kind === 'record' ? content.citations?.[n - 1] : undefined
    if (!citation) return <Fragment key={i}>{m.text}</Fragment>
    return (
      <ElsewhereLink key={i} caseId={id} className={classes.named} to={citedAddress(id, citation, records)}>
        {saidOf(m)}
      </ElsewhereLink>
    )
  })
}

function toFigure(e: MouseEvent, n: number) {
  e.preventDefault()
  const el = document.getElementById(`figure-${n}`)
  el?.scrollIntoView({ block: 'nearest' })
  el?.focus({ preventScroll: true })
}

/** The figures as they are printed, each with the way to its image. */
function Figures({ version, changes, all, talk }: { version: number; changes: ReturnType<typeof figureChanges> | null; all: Said[]; talk?: Talk }) {
  const { t } = useTranslation('console')
  const { id, content } = useContext(Letter)
  const figures = content.figures ?? []
  const gone = changes?.gone ?? []
  if (figures.length + gone.length === 0) return null
  return (
    <>
      <h2 className={`${classes.mini} ${classes.figuresHead}`}>{t('figures.title')}</h2>
      {figures.map((f, i) => {
        const part = figurePart(f.image)
        const name = t('figures.figure', { number: i + 1 })
        return (
          <figure key={f.image.id} id={`figure-${i + 1}`} tabIndex={-1} className={classes.figure}>
            <img src={pictureAddress(id, version, f.picture.sha256)} width={f.picture.width} height={f.picture.height} alt={f.image.note ?? shows(f.image)} />
            <figcaption data-part={part}>
              <div data-beside className={classes.head}>
                <span>
                  <b>{name}</b>{' '}
                  <ElsewhereLink caseId={id} to={imageAddress(id, f.image)}>
                    <bdi>{shows(f.image)}</bdi>
                  </ElsewhereLink>
                  {f.printed ? null : <span className="oso-ink-2"> {t('figures.notPrinted')}</span>}
                </span>
                {talk ? <CommentButton part={part} title={name} talk={talk} /> : null}
              </div>
              <p>{f.image.note}</p>
              {changes?.of[i]?.length ? <p data-beside>{t('figures.changed', { what: changes.of[i].map(c => t(`figures.changedTo.${c}`)).join(', ') })}</p> : null}
              <Beside part={part} all={all.filter(c => c.part === part)} texts={[f.image.note ?? '']} talk={talk} />
            </figcaption>
          </figure>
        )
      })}
      {gone.map(g => (
        <p key={g.figure.image.id}>
          <del>{t('figures.gone', { number: g.number, what: shows(g.figure.image) })}</del>
        </p>
      ))}
    </>
  )
}

const Letter = createContext<{ id: string; content: Content; records: CaseRecord[] }>({ id: '', records: [], content: { references: [], notes: [] } as unknown as Content })

function Marked({ pieces }: { pieces: Piece[] }): ReactNode {
  return (
    <p>
      {pieces.map((p, i) =>
        p.kind === 'same' ? <Fragment key={i}><Named text={p.text} /></Fragment> : p.kind === 'added' ? <ins key={i}><Named text={p.text} /></ins> : <del key={i}>{p.text}</del>,
      )}
    </p>
  )
}
