import { editorOf } from '@shared/editor/fields'
import { Format } from '@shared/editor/format'
import { Button } from '@shared/ui/button'
import { Key } from '@shared/ui/keys'
import { useToast } from '@shared/ui/toast'
import type { Editor as TextEditor } from '@tiptap/core'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Case, Comment } from '../../api/types'
import { numbered } from './draft-references'
import { PartView } from './part-view'
import { questionName } from '../../lib/question-name'
import type { Part } from './parts'
import type { Pen, Spot } from './pen'
import { PhraseMenu } from './phrases'
import { ReferenceMenu } from './references'
import type { Way } from './use-steps'
import { useWritten } from './written'
import type { Draft } from './use-draft'
import type { useScroll } from './use-scroll'
import classes from './writing.module.css'

type Props = {
  c: Case
  parts: Part[]
  draft: Draft
  comments: Comment[]
  pen: Pen
  at: ReturnType<typeof useScroll>
  /** A text is left. */
  onLeft: (spot: Spot) => void
  onStep: (way: Way) => void
  /** Names something at the cursor. */
  onCite: (mark: string) => boolean
  saved: string
  /** What stands below the letter: at 150% the way to the records. */
  end: ReactNode
  /** After the last part. */
  onEnd: () => void
  /** Opens what the draft was before. */
  onVersions: () => void
}

/** The whole letter in one scroll, each part written where it stands; above it the looks of words, below it what comes next. */
export function LetterForm({ c, parts, draft, comments, pen, at, onLeft, onStep, onCite, saved, end, onEnd, onVersions }: Props) {
  const { t } = useTranslation('console')
  const { hold, current, goTo, onScroll, onFocus } = at
  const [active, setActive] = useState<TextEditor | null>(null)
  // A text goes from the page with its option, its reference, its state of an answer.
  useEffect(() => {
    if (!active) return
    const gone = () => setActive(a => (a === active ? null : a))
    active.on('destroy', gone)
    return () => void active.off('destroy', gone)
  }, [active])
  const next = parts[parts.findIndex(p => p.key === current) + 1]
  const nextWords = next
    ? t('write.next', { part: next.group === 'questions' ? questionName(next) : t(`write.${next.key}` as 'write.thanks') })
    : t('write.last')
  return (
    <main
      ref={el => pen.hold(el)}
      className={classes.pen}
      onFocus={e => {
        pen.onFocus(e)
        onFocus(e.target)
        setActive(editorOf(pen.field()) ?? null)
      }}
      onBlur={e => {
        const spot = pen.at(e.target)
        if (spot) onLeft(spot)
        // What was taken back can be done again until something else is done.
        if (spot && !draft.written.history.canRedo) draft.edit(numbered, true)
      }}
    >
      <Toolbar caseId={c.id} pen={pen} active={active} draft={draft} onStep={onStep} onCite={onCite} />
      <div ref={hold} className={classes.sheet} onScroll={onScroll}>
        {parts.map(p => (
          <section key={p.key} data-part={p.key} tabIndex={-1} className={classes.part} aria-label={p.group === 'questions' ? t('write.question', { number: questionName(p) }) : t(`write.${p.key}` as 'write.thanks')}>
            <PartView c={c} name={p.key} question={p.question} sub={p.sub} comments={comments} review={draft.review} onMark={draft.mark} written={draft.written} set={draft.set} edit={draft.edit} onCite={onCite} />
          </section>
        ))}
      </div>
      <div className={classes.penFoot}>
        <span className={classes.saved} role="status">
          {saved}
        </span>
        <Button kind="link" onClick={onVersions}>
          {t('versions.open')}
        </Button>
        <span className="oso-grow" />
        {end}
        <Button keys="Ctrl ↓" onClick={() => (next ? goTo(next.key) : onEnd())}>
          {nextWords}
        </Button>
      </div>
    </main>
  )
}

/** The looks of words and blocks, and the two marks that are typed: a reference, a note. */
function Toolbar({ caseId, pen, active, draft, onStep, onCite }: { caseId: string; onCite: Props['onCite']; pen: Pen; active: TextEditor | null; draft: Draft; onStep: (way: Way) => void }) {
  const { t } = useTranslation('console')
  const toast = useToast()
  const { history } = draft.written
  const steps = { onStep, undo: useWritten(draft.written, () => history.canUndo), redo: useWritten(draft.written, () => history.canRedo) }
  const put = (text: string) => {
    if (!pen.type(text)) toast(t('figures.noCursor'))
  }
  const bar = useRef<HTMLDivElement>(null)
  // Every text of the letter lies between a text and its tools.
  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      if (e.key !== 'F10' || !e.altKey || e.ctrlKey || e.metaKey || document.querySelector('[role=dialog][aria-modal=true]')) return
      e.preventDefault()
      bar.current?.querySelector<HTMLElement>('button:not(:disabled)')?.focus()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
  return (
    <div
      ref={bar}
      className={classes.toolbar}
      role="toolbar"
      aria-label={t('write.marks')}
      aria-keyshortcuts="Alt+F10"
      onKeyDown={e => {
        // What opens from here closes by itself first, and a menu of it lies elsewhere on the page.
        if (e.key === 'Escape' && e.target instanceof HTMLButtonElement && bar.current?.contains(e.target) && e.target.getAttribute('aria-expanded') !== 'true') pen.back()
      }}
    >
      <Format
        editor={active}
        steps={steps}
        of={() => {
          const editor = editorOf(pen.field()) ?? null
          if (!editor) toast(t('figures.noCursor'))
          return editor
        }}
      />
      <ReferenceMenu written={draft.written} onCite={onCite} />
      <Button kind="plain" onClick={() => put('[*1]')}>
        {t('write.note')}
      </Button>
      <PhraseMenu pen={pen} caseId={caseId} />
      <span className={`oso-end ${classes.wideOnly}`} title={t('write.toTools')}>
        <Key>Alt F10</Key>
      </span>
    </div>
  )
}
