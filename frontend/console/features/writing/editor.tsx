import { editorOf } from '@shared/editor/fields'
import { Format } from '@shared/editor/format'
import { RichText } from '@shared/editor/rich-text'
import { CheckField, SelectField } from '@shared/form/choice'
import { AreaField, TextField } from '@shared/form/field'
import { escapeLine, plainOfLine } from '@shared/prose/plain'
import { Show } from '@shared/prose/show'
import { Button } from '@shared/ui/button'
import { Note } from '@shared/ui/notice'
import { useToast } from '@shared/ui/toast'
import type { Editor as TextEditor } from '@tiptap/core'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Answer, Case, Comment, Content, PartAnswer, Section } from '../../api/types'
import { isNamed } from './draft-figures'
import { NamedHere } from './named-here'
import { type Part, questionName } from './parts'
import type { Pen } from './pen'
import { ReviewMarks } from './review-marks'
import type { Draft } from './use-draft'
import classes from './writing.module.css'

type Props = {
  c: Case
  part: Part
  draft: Draft
  comments: Comment[]
  pen: Pen
  /** A text is left. */
  onLeft: (el: HTMLElement) => void
  saved: string
  /** What stands at the end of the toolbar: at 150% the way to the records. */
  end: ReactNode
  next: Part | undefined
  onNext: () => void
}

/** One part of the letter: its question above, the writing below, what comes next. */
export function Editor({ c: of, part, draft, comments, pen, onLeft, saved, end, next, onNext }: Props) {
  const { t } = useTranslation('console')
  const c = draft.content
  const set = draft.patch
  const [answerPart, setAnswerPart] = answerOf(c, part, answers => set({ answers }))
  // A question can be given a reason instead of an answer; typing a reason is the choice.
  const [reasoning, setReasoning] = useState(answerPart !== null && answerPart.text === '' && answerPart.reason !== '')
  const [active, setActive] = useState<TextEditor | null>(null)
  const nextWords = next
    ? t('write.next', { part: next.group === 'questions' ? questionName(next) : t(`write.${next.key}` as 'write.thanks') })
    : t('write.last')
  const about = part.question === undefined ? [] : comments.filter(x => x.part === `answers[${part.question}]`)
  const notes = part.question === undefined ? comments.filter(x => x.part === (part.key === 'review' ? 'findings' : part.key)) : about
  return (
    <main
      ref={el => pen.hold(el)}
      className={classes.pen}
      onFocus={e => {
        pen.onFocus(e)
        setActive(editorOf(pen.field()) ?? null)
      }}
      onBlur={e => {
        if (e.target instanceof HTMLElement) onLeft(e.target)
      }}
    >
      <Toolbar pen={pen} active={active} saved={saved} end={end} />
      <div className={classes.sheet}>
        {notes.map((n, i) => (
          <Note key={i} kind="time" title={`${n.by}:`}>
            {n.text}
          </Note>
        ))}
        {part.question !== undefined && answerPart ? (
          <>
            <h2 className={classes.mini}>{t('write.question', { number: questionName(part) })}</h2>
            <Restated answer={c.answers[part.question]} sub={part.sub} />
            {reasoning ? (
              <Paper
                key="reason"
                content={c}
                label={t('write.reasonTitle')}
                showLabel
                value={answerPart.reason}
                placeholder={t('write.reasonPlaceholder')}
                onChange={reason => setAnswerPart({ ...answerPart, reason })}
              />
            ) : (
              <Paper key="answer" content={c} label={answerPart.question} value={answerPart.text} placeholder={t('write.partWriting')} onChange={text => setAnswerPart({ ...answerPart, text, reason: '' })} />
            )}
          </>
        ) : (
          <Fields part={part} c={c} set={set} draft={draft} />
        )}
        <NamedHere c={of} content={c} part={part} />
        <div className={classes.penFoot}>
          {part.question !== undefined ? (
            <Button
              kind="plain"
              onClick={() => {
                if (reasoning && answerPart) setAnswerPart({ ...answerPart, reason: '' })
                setReasoning(!reasoning)
              }}
            >
              {reasoning ? t('write.reasonBack') : t('write.reasonAsk')}
            </Button>
          ) : null}
          <Button className="oso-end" keys={next ? 'Ctrl ↓' : undefined} onClick={onNext}>
            {nextWords}
          </Button>
        </div>
      </div>
    </main>
  )
}

/** The answer that a part is about, and how to set it. */
function answerOf(c: Content, part: Part, put: (a: Answer[]) => void): [PartAnswer | null, (p: PartAnswer) => void] {
  const a = part.question === undefined ? undefined : c.answers[part.question]
  if (!a) return [null, () => {}]
  const i = part.question
  const j = part.sub
  const replace = (x: Answer) => put(c.answers.map((old, k) => (k === i ? x : old)))
  if (j === undefined) return [a, p => replace({ ...a, text: p.text, reason: p.reason })]
  return [a.parts[j] ?? null, p => replace({ ...a, parts: a.parts.map((old, k) => (k === j ? p : old)) })]
}

/** The question word for word, with its part where it has parts. */
function Restated({ answer, sub }: { answer: Answer | undefined; sub: number | undefined }) {
  if (!answer) return null
  return (
    <>
      <p className={classes.question}>{answer.question}</p>
      {sub !== undefined ? (
        <p className={classes.subQuestion}>
          <span>{String.fromCharCode(97 + sub)}</span>
          {answer.parts[sub]?.question}
        </p>
      ) : null}
    </>
  )
}

/** A text of the letter, written as it will look. */
function Paper({ content, label, showLabel, value, placeholder, onChange, small }: { content: Content; label: string; showLabel?: boolean; value: string; placeholder?: string; onChange: (s: string) => void; small?: boolean }) {
  const { t } = useTranslation('console')
  const toast = useToast()
  return (
    <div className={classes.paperLabel}>
      {showLabel ? (
        <span className={classes.paperName} aria-hidden="true">
          {label}
        </span>
      ) : null}
      <RichText label={label} value={value} placeholder={placeholder} small={small} is={bracket => isNamed(bracket, content)} onChange={onChange} onStruck={() => toast(t('write.struck'))} />
    </div>
  )
}

type SetContent = (patch: Partial<Content>) => void

function Fields({ part, c, set, draft }: { part: Part; c: Content; set: SetContent; draft: Draft }) {
  const { t } = useTranslation('console')
  switch (part.key) {
    case 'thanks':
      return (
        <>
          <Paper content={c} label={t('write.thanksLabel')} showLabel value={c.thanks} onChange={thanks => set({ thanks })} small />
          <ReviewMarks caseId={c.case} draft={draft} />
          <Lines label={t('write.alsoLabel')} value={c.also_reviewed ?? []} onChange={also_reviewed => set({ also_reviewed })} />
          <Paper content={c} label={t('write.notReviewedLabel')} showLabel value={c.not_reviewed} onChange={not_reviewed => set({ not_reviewed })} small />
        </>
      )
    case 'complaint':
      return (
        <>
          <Paper content={c} label={t('write.complaintLabel')} showLabel value={c.complaint} onChange={complaint => set({ complaint })} small />
          <Paper content={c} label={t('write.historyLabel')} showLabel value={c.history} onChange={history => set({ history })} />
        </>
      )
    case 'review':
      return <Sections content={c} title={t('write.findingsLabel')} value={c.findings} onChange={findings => set({ findings })} locked={['Imaging review', 'Pathology review']} />
    case 'assessment':
      return (
        <>
          <Paper content={c} label={t('write.assessmentLabel')} showLabel value={c.assessment} placeholder={t('write.partWriting')} onChange={assessment => set({ assessment })} />
          <div className={classes.pair}>
            <Verdict label={t('write.diagnosis')} value={c.diagnosis} values={['confirmed', 'refined', 'changed']} onChange={diagnosis => set({ diagnosis })} />
            <Verdict label={t('write.plan')} value={c.plan} values={['confirmed', 'changed', 'alternatives']} onChange={plan => set({ plan })} />
          </div>
        </>
      )
    case 'essay':
      return <Sections content={c} title={t('write.essayLabel')} value={c.sections} onChange={sections => set({ sections })} />
    case 'scenarios':
      return <Sections content={c} title={t('write.scenariosLabel')} value={c.scenarios} onChange={scenarios => set({ scenarios })} />
    case 'recommendation':
      return (
        <>
          <Paper content={c} label={t('write.recommendationLabel')} showLabel value={c.recommendation} placeholder={t('write.partWriting')} onChange={recommendation => set({ recommendation })} />
          <CheckField label={t('write.travel')} checked={c.travel} onChange={travel => set({ travel })} />
        </>
      )
    case 'limits':
      return <Lines label={t('write.limitsLabel')} value={c.limits} onChange={limits => set({ limits })} />
    case 'references':
      return <Lines label={t('write.referencesLabel')} value={c.references} onChange={references => set({ references })} />
    default:
      return <Lines label={t('write.notesLabel')} value={c.notes} onChange={notes => set({ notes })} />
  }
}

/**
 * A list, one line each. The text is kept as it is typed, empty lines and all,
 * until the list becomes another than what it was typed as: figures were put into
 * another order, and their marks went along.
 */
function Lines({ label, value, onChange }: { label: string; value: string[]; onChange: (lines: string[]) => void }) {
  const [typed, setTyped] = useState('')
  return (
    <AreaField
      label={label}
      value={same(linesOf(typed), value) ? typed : value.map(plainOfLine).join('\n')}
      rows={5}
      onChange={e => {
        setTyped(e.target.value)
        onChange(linesOf(e.target.value))
      }}
    />
  )
}

/** The lines of a field, each as a text of the form that says what was typed, sign for sign. */
const linesOf = (text: string) =>
  text
    .split('\n')
    .filter(l => l.trim() !== '')
    .map(escapeLine)
const same = (a: string[], b: string[]) => a.length === b.length && a.every((x, i) => x === b[i])

function Sections({ content, title, value, onChange, locked = [] }: { content: Content; title: string; value: Section[]; onChange: (s: Section[]) => void; locked?: string[] }) {
  const { t } = useTranslation('console')
  const put = (i: number, s: Section) => onChange(value.map((old, k) => (k === i ? s : old)))
  return (
    <>
      <p className={classes.paperName}>{title}</p>
      {value.map((s, i) =>
        locked.includes(s.heading) ? (
          <div key={i} className={classes.locked}>
            <h3>{s.heading}</h3>
            <Show text={s.text} />
            <span className="oso-small oso-ink-3">{t('write.overread')}</span>
          </div>
        ) : (
          <div key={i} className={classes.section}>
            <TextField label={t('write.heading')} value={s.heading} onChange={e => put(i, { ...s, heading: e.target.value })} spellCheck />
            <Paper content={content} label={t('write.text')} value={s.text} onChange={text => put(i, { ...s, text })} small />
            <Button kind="link" onClick={() => onChange(value.filter((_, k) => k !== i))}>
              {t('write.removeSection')}
            </Button>
          </div>
        ),
      )}
      <p>
        <Button onClick={() => onChange([...value, { heading: '', text: '' }])}>{t('write.addSection')}</Button>
      </p>
    </>
  )
}

function Verdict({ label, value, values, onChange }: { label: string; value: string; values: ('confirmed' | 'refined' | 'changed' | 'alternatives')[]; onChange: (v: string) => void }) {
  const { t } = useTranslation('console')
  return <SelectField label={label} optional value={value} onChange={onChange} clearable placeholder={t('write.undecided')} options={values.map(v => ({ value: v, label: t(`write.${v}`) }))} />
}

/** The looks of words and blocks, and the two marks that are typed: a reference, a note. */
function Toolbar({ pen, active, saved, end }: { pen: Pen; active: TextEditor | null; saved: string; end: ReactNode }) {
  const { t } = useTranslation('console')
  const toast = useToast()
  const put = (text: string) => {
    if (!pen.type(text)) toast(t('figures.noCursor'))
  }
  return (
    <div className={classes.toolbar} role="toolbar" aria-label={t('write.marks')}>
      <Format
        editor={active}
        of={() => {
          const editor = editorOf(pen.field()) ?? null
          if (!editor) toast(t('figures.noCursor'))
          return editor
        }}
      />
      <Button kind="plain" onClick={() => put('[1]')}>
        {t('write.reference')}
      </Button>
      <Button kind="plain" onClick={() => put('[*1]')}>
        {t('write.note')}
      </Button>
      <span className={classes.toolbarEnd}>
        <span className={classes.saved} role="status">
          {saved}
        </span>
        {end}
      </span>
    </div>
  )
}
