import { IconMessage } from '@tabler/icons-react'
import { formatTime } from '@shared/format/date'
import { Button } from '@shared/ui/button'
import { Sheet } from '@shared/ui/dialog'
import { Glyph } from '@shared/ui/glyph'
import { Icon } from '@shared/ui/icon'
import { Loading } from '@shared/ui/states'
import { useToast } from '@shared/ui/toast'
import type { Target } from '@shared/wire/key-image'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation, useNavigate, useParams } from 'react-router'
import { useCase } from '../../api/cases/get-case'
import { useOpinion } from '../../api/opinion/get-opinion'
import { Fault } from '../../api/client'
import { askCitation } from '../../api/opinion/figures'
import type { Case, Content, Opinion } from '../../api/types'
import { ActDialog } from '../../lib/act-dialog'
import { CaseHeader } from '../../lib/case-header'
import { FaultPage } from '../../lib/fault-view'
import { LeaveKept } from '../../lib/leave-kept'
import { useCitedFromElsewhere, useFiguresElsewhere, useTellCase } from '../../lib/windows'
import { useWords } from '../../lib/words'
import { useCursor } from './cursor'
import { cited } from './draft-figures'
import { Editor } from './editor'
import { firstOpen, type Part, partsOf, questionName, questionWords } from './parts'
import { Pen } from './pen'
import { RecordsPane } from './records-pane'
import { SaveBanner } from '../../lib/save-banner'
import { SignedView } from './signed-view'
import { SignSheet } from './sign-sheet'
import { useDraft } from './use-draft'
import classes from './writing.module.css'

/** The specialist's desk: outline, the letter, the records. */
export function WritingPage() {
  const id = useParams().id ?? ''
  return <Writing key={id} id={id} />
}

function Writing({ id }: { id: string }) {
  const { t } = useTranslation('console')
  const c = useCase(id)
  const opinion = useOpinion(id)
  // The first answer is what is edited; later ones must not write over typing.
  const [first, setFirst] = useState<Opinion | null>(null)
  const [epoch, setEpoch] = useState(0)
  const [place, setPlace] = useState('')
  const stored = opinion.data
  const moved = first !== null && stored !== undefined && (first.version !== stored.version || first.state !== stored.state)
  if (stored && (!first || (moved && first.state !== 'draft'))) setFirst(stored)
  // What is typed stays where asking again fails.
  if (!c.data || !first) {
    const fault = c.error ?? opinion.error
    return fault ? <FaultPage fault={fault} retry={() => void Promise.all([c.refetch(), opinion.refetch()])} /> : <Loading what={t('case.loading')} />
  }
  if (first.state !== 'draft') return <SignedView c={c.data} opinion={first} />
  return (
    <Desk
      key={`${first.version}/${epoch}`}
      c={c.data}
      opinion={first}
      place={place}
      moved={moved}
      reload={async (drop, at) => {
        const fresh = await opinion.refetch()
        if (!fresh.data || fresh.error) return
        drop()
        setPlace(at)
        setFirst(fresh.data)
        setEpoch(n => n + 1)
      }}
    />
  )
}

/** place: the part where writing goes on; '' where that is for the draft to say. */
type DeskProps = { c: Case; opinion: Opinion; place: string; moved: boolean; reload: (drop: () => void, at: string) => Promise<void> }

function Desk({ c, opinion, place, moved, reload }: DeskProps) {
  const { t } = useTranslation('console')
  const say = useWords()
  const toast = useToast()
  const draft = useDraft(c.id, opinion)
  const parts = partsOf(draft.content, draft.review.filter(r => r.seen === '').length)
  const cursor = useCursor(c.id)
  const [current, setCurrent] = useState(() => {
    const was = place || cursor.was()?.part
    return was && parts.some(p => p.key === was) ? was : firstOpen(parts)
  })
  const [asking, setAsking] = useState<'' | 'ask-question' | 'raise-critical'>('')
  const [signing, setSigning] = useState(false)
  const [looking, setLooking] = useState(false)
  useTellCase(c.id)
  const [pen] = useState(() => new Pen())
  const at = parts.findIndex(p => p.key === current)
  const part = parts[at] ?? parts[0]
  const next = parts[at + 1]

  const { patch, citations } = draft
  const cite = (mark: string): boolean => {
    const put = pen.cite(mark)
    if (!put) toast(t('figures.noCursor'))
    return put
  }
  const citeRecord = async (target: Target, page: number): Promise<boolean> => {
    if (!pen.field()) {
      toast(t('figures.noCursor'))
      return false
    }
    try {
      const { label, list } = cited(citations(), await askCitation(c.id, target, page))
      if (!cite(`[${label}]`)) return false
      patch({ citations: list })
      return true
    } catch (e) {
      toast(e instanceof Fault && e.message ? e.message : t('figures.notCited'))
      return false
    }
  }
  useCitedFromElsewhere(c.id, signing || moved ? undefined : target => citeRecord(target, 0))
  // What the viewer marks in another window is here at once.
  useFiguresElsewhere(c.id, () => void draft.refresh())
  // Back from the images: the cursor where it was, and what was cited there at it.
  const go = useNavigate()
  const state: unknown = useLocation().state
  const arrived = useRef(true)
  useEffect(() => {
    if (!arrived.current) return
    arrived.current = false
    const was = cursor.was()
    if (was?.part === current) pen.put(was.text, was)
    if (!isCiting(state)) return
    void go('.', { replace: true, state: null }) // once
    void citeRecord(state.cite, 0)
  })

  async function sign() {
    // Twice: what was typed while the first save ran goes with the second.
    if ((await draft.flush()) && (await draft.flush())) setSigning(true)
  }
  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      if (!e.ctrlKey || (e.key !== 'ArrowDown' && e.key !== 'ArrowUp')) return
      const to = parts[at + (e.key === 'ArrowDown' ? 1 : -1)]
      if (!to) return
      e.preventDefault()
      setCurrent(to.key)
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  })

  const saved =
    draft.state === 'saving' ? t('write.saving') : draft.state === 'unsaved' ? t('write.unsaved') : t('write.saved', { time: formatTime(draft.savedAt) })
  return (
    <div className={classes.page}>
      <CaseHeader c={c} back={t('write.back')}>
        {c.acts.includes('raise-critical') ? (
          <Button kind="danger" onClick={() => setAsking('raise-critical')}>
            {say('act', 'raise-critical')}
          </Button>
        ) : null}
        <Button kind="primary" onClick={() => void sign()}>
          {t('write.sign')}
        </Button>
      </CaseHeader>
      <SaveBanner draft={draft} moved={moved} onLoad={() => reload(draft.drop, current)} />
      <div className={classes.grid}>
        <Outline kind={opinion.kind} content={draft.content} parts={parts} current={part?.key ?? ''} onChoose={setCurrent} canAsk={c.acts.includes('ask-question')} onAsk={() => setAsking('ask-question')} />
        {part ? (
          <Editor
            key={part.key}
            c={c}
            part={part}
            draft={draft}
            comments={opinion.comments}
            pen={pen}
            onLeft={el => {
              const at = pen.at(el)
              if (at) cursor.keep(part.key, pen.texts().indexOf(el), at)
            }}
            saved={saved}
            end={
              <Button className={classes.narrowOnly} onClick={() => setLooking(true)}>
                {t('write.records', { count: c.records.length })}
              </Button>
            }
            next={next}
            onNext={() => (next ? setCurrent(next.key) : void sign())}
          />
        ) : null}
        <RecordsPane c={c} draft={draft} version={opinion.version} comments={opinion.comments} onCite={cite} onCiteRecord={citeRecord} />
      </div>
      <Sheet open={looking} onClose={() => setLooking(false)} title={t('write.records', { count: c.records.length })} wide>
        {looking ? (
          <div className={classes.inSheet}>
            <RecordsPane
              c={c}
              draft={draft}
              version={opinion.version}
              comments={opinion.comments}
              onCite={text => {
                setLooking(false)
                return cite(text)
              }}
              onCiteRecord={async (target, page) => {
                setLooking(false)
                return citeRecord(target, page)
              }}
            />
          </div>
        ) : null}
      </Sheet>
      {asking ? <ActDialog key={asking} c={c} act={asking} onClose={() => setAsking('')} /> : null}
      <LeaveKept draft={draft} title={t('leave.writingTitle')} words={t('leave.writing')} />
      <SignSheet c={c} opinion={opinion} draft={draft} open={signing} onClose={() => setSigning(false)} />
    </div>
  )
}

function isCiting(state: unknown): state is { cite: Target } {
  return typeof state === 'object' && state !== null && 'cite' in state
}

function Outline({ kind, content, parts, current, onChoose, canAsk, onAsk }: { kind: string; content: Content; parts: Part[]; current: string; onChoose: (key: string) => void; canAsk: boolean; onAsk: () => void }) {
  const { t } = useTranslation('console')
  const questions = parts.filter(p => p.group === 'questions')
  const list = (group: Part['group']) => (
    <ul>
      {parts
        .filter(p => p.group === group)
        .map(p => (
          <li key={p.key}>
            <button type="button" className={classes.outlineItem} title={p.group === 'questions' ? questionWords(content, p) : undefined} aria-current={p.key === current ? 'true' : undefined} onClick={() => onChoose(p.key)}>
              <Glyph kind={p.key === current ? 'you' : p.done ? 'done' : 'draft'} />
              <span className={classes.outlineText}>{p.group === 'questions' ? `${questionName(p)} ${questionWords(content, p)}` : t(`write.${p.key}` as 'write.thanks')}</span>
              {p.count ? <span className={classes.outlineEnd}>{p.count}</span> : p.optional && !p.done ? <span className={classes.outlineEnd}>{t('write.optional')}</span> : null}
            </button>
          </li>
        ))}
    </ul>
  )
  return (
    <nav className={classes.outline} aria-label={t('write.letter')}>
      <h2 className={classes.mini}>{kind === 'addendum' || kind === 'correction' ? t(`write.${kind}`) : t('write.letter')}</h2>
      {list('letter')}
      {questions.length > 0 ? (
        <>
          <h2 className={classes.mini}>
            {t('write.questions')} <span className={classes.answered}>{t('write.answered', { done: questions.filter(q => q.done).length, all: questions.length })}</span>
          </h2>
          {list('questions')}
        </>
      ) : null}
      <h2 className={classes.mini}>{t('write.close')}</h2>
      {list('close')}
      {canAsk ? (
        <Button kind="plain" icon={<Icon of={IconMessage} />} className={classes.ask} onClick={onAsk}>
          {t('write.ask')}
        </Button>
      ) : null}
    </nav>
  )
}

