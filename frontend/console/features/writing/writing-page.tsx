import { formatTime } from '@shared/format/date'
import { Button } from '@shared/ui/button'
import { Sheet } from '@shared/ui/dialog'
import { Key } from '@shared/ui/keys'
import { useRegions } from '@shared/ui/regions'
import { Loading } from '@shared/ui/states'
import { useToast } from '@shared/ui/toast'
import type { Target } from '@shared/wire/key-image'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation, useNavigate, useParams } from 'react-router'
import { useCase } from '../../api/cases/get-case'
import { useOpinion } from '../../api/opinion/get-opinion'
import { Fault } from '../../api/client'
import { askCitation } from '../../api/opinion/figures'
import type { Case, Opinion } from '../../api/types'
import { ActDialog } from '../../lib/act-dialog'
import { CaseHeader } from '../../lib/case-header'
import { FaultScreen } from '../../lib/fault-screen'
import { LeaveKept } from '../../lib/leave-kept'
import { useCitedFromElsewhere, useFiguresElsewhere, useTellCase } from '../../lib/windows'
import { WhyAgain } from '../../lib/why-again'
import { useWords } from '../../lib/words'
import { useCursor } from './cursor'
import { cited } from './draft-figures'
import { LetterForm } from './letter-form'
import { Outline } from './outline'
import { firstOpen, partsOf } from './parts'
import { Pen } from './pen'
import { RecordsPane } from './records-pane'
import { SaveBanner } from '../../lib/save-banner'
import { firstAsked } from './remarks'
import { SignedView } from './signed-view'
import { SignSheet } from './sign-sheet'
import { useDraft } from './use-draft'
import { useScroll } from './use-scroll'
import { useSteps } from './use-steps'
import { VersionsSheet } from './versions'
import { useWritten } from './written'
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
    return fault ? <FaultScreen fault={fault} retry={() => void Promise.all([c.refetch(), opinion.refetch()])} /> : <Loading what={t('case.loading')} />
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
  const unmarked = draft.review.filter(r => r.seen === '').length
  // As text, since it is the same most of the time.
  const [all, setAll] = useState(false)
  const outline = useWritten(draft.written, now => JSON.stringify(partsOf(now, unmarked, all)))
  const parts = useMemo(() => JSON.parse(outline) as ReturnType<typeof partsOf>, [outline])
  const cursor = useCursor(c.id)
  // Tab would lead through every text on its way to the records, and each would be where one cites.
  const regions = useRegions<HTMLDivElement>()
  const [first] = useState(() => (parts.some(p => p.key === place) ? place : firstAsked(draft.written.now(), opinion.comments) || firstOpen(parts)))
  const at = useScroll(first)
  const { current, goTo } = at
  const [asking, setAsking] = useState<'' | 'ask-question' | 'raise-critical'>('')
  const [signing, setSigning] = useState(false)
  const [looking, setLooking] = useState(false)
  const [lookingBack, setLookingBack] = useState(false)
  useTellCase(c.id)
  const [pen] = useState(() => new Pen())

  const { written, edit } = draft
  const take = useSteps(draft, pen)
  const cite = useCallback(
    (mark: string): boolean => {
      const put = pen.cite(mark)
      if (!put) toast(t('figures.noCursor'))
      return put
    },
    [pen, t, toast],
  )
  const citeRecord = useCallback(async (target: Target, page: number): Promise<boolean> => {
    if (!pen.field()) {
      toast(t('figures.noCursor'))
      return false
    }
    try {
      const { label, list } = cited(written.now().citations ?? [], await askCitation(c.id, target, page))
      if (!cite(`[${label}]`)) return false
      edit(now => ({ ...now, citations: list }))
      return true
    } catch (e) {
      toast(e instanceof Fault && e.message ? e.message : t('figures.notCited'))
      return false
    }
  }, [c.id, cite, edit, pen, t, toast, written])
  useCitedFromElsewhere(c.id, signing || moved ? undefined : target => citeRecord(target, target.page ?? 0))
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
    // Who comes here comes to write: where it was left, else where it is to begin.
    if (document.activeElement === document.body) {
      if (!(was && !place && pen.put(was))) goTo(first)
    }
    if (!isCiting(state)) return
    void go('.', { replace: true, state: null }) // once
    void citeRecord(state.cite, 0)
  })

  const showAll = useCallback(() => setAll(true), [])
  const ask = useCallback(() => setAsking('ask-question'), [])
  /** To the first of what was sent that is not marked. */
  function toMarks() {
    goTo('thanks', false)
    const mark = document.querySelector<HTMLElement>('[data-open-mark] button')
    if (!mark) return goTo('thanks')
    mark.focus({ preventScroll: true })
    mark.scrollIntoView({ block: 'center' })
  }
  async function sign() {
    // Twice: what was typed while the first save ran goes with the second.
    if ((await draft.flush()) && (await draft.flush())) setSigning(true)
  }
  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      const signs = e.shiftKey && e.key === 'Enter' && !e.repeat // from whatever part: Tab would lead through all before it
      if (!e.ctrlKey || (!signs && e.key !== 'ArrowDown' && e.key !== 'ArrowUp')) return
      // Behind a sheet the letter stays where it is.
      if ((e.target instanceof Element && e.target.closest('[role=dialog]')) || document.querySelector('[role=dialog][aria-modal=true]')) return
      if (signs) {
        e.preventDefault()
        return void sign()
      }
      const down = e.key === 'ArrowDown'
      const to = parts[parts.findIndex(p => p.key === current) + (down ? 1 : -1)]
      if (!to && !down) return
      e.preventDefault()
      if (to) goTo(to.key)
      else if (!e.repeat) void sign() // as the button there says
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  })

  const saved =
    draft.state === 'saving' ? t('write.saving') : draft.state === 'unsaved' ? t('write.unsaved') : t('write.saved', { time: formatTime(draft.savedAt) })
  const pane = { written, review: draft.review, onMark: draft.mark, refresh: draft.refresh, setFigures: draft.setFigures }
  return (
    <div className={classes.page}>
      <CaseHeader c={c} back={t('write.back')}>
        {c.acts.includes('raise-critical') ? (
          <Button kind="danger" onClick={() => setAsking('raise-critical')}>
            {say('act', 'raise-critical')}
          </Button>
        ) : null}
        <Button kind="primary" title={t('write.signKeys')} aria-keyshortcuts="Control+Shift+Enter" onClick={() => void sign()}>
          {t('write.sign')}
        </Button>
      </CaseHeader>
      <WhyAgain c={c} content={opinion.content} />
      <SaveBanner draft={draft} moved={moved} onLoad={() => reload(draft.drop, current)} />
      <div className={classes.grid} data-letter {...regions}>
        <Outline kind={opinion.kind} written={written} parts={parts} current={current} onChoose={goTo} onAsk={c.acts.includes('ask-question') ? ask : undefined} onAll={opinion.kind === 'addendum' && !all ? showAll : undefined} />
        <LetterForm
          c={c}
          parts={parts}
          draft={draft}
          comments={opinion.comments}
          pen={pen}
          at={at}
          onLeft={cursor.keep}
          onStep={take}
          onCite={cite}
          saved={saved}
          end={
            <>
              <span className={`${classes.wideOnly} oso-smallest oso-ink-3`}>
                <Key>F6</Key> {t('write.toRecords')}
              </span>
              <Button className={classes.narrowOnly} onClick={() => setLooking(true)}>
                {t('write.records', { count: c.records.length })}
              </Button>
            </>
          }
          onEnd={() => void sign()}
          onVersions={() => void draft.flush().then(() => setLookingBack(true))}
        />
        <RecordsPane c={c} {...pane} version={opinion.version} comments={opinion.comments} onCite={cite} onCiteRecord={citeRecord} />
      </div>
      <Sheet open={looking} onClose={() => setLooking(false)} title={t('write.records', { count: c.records.length })} wide>
        {looking ? (
          <div className={classes.inSheet}>
            <RecordsPane
              c={c}
              {...pane}
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
      <VersionsSheet id={c.id} version={opinion.version} draft={draft} open={lookingBack} onClose={() => setLookingBack(false)} onBack={part => goTo(parts.some(p => p.key === part) ? part : current)} />
      <SignSheet c={c} opinion={opinion} draft={draft} open={signing} onClose={() => setSigning(false)} onGo={to => (to === 'marks' ? toMarks() : typeof to === 'string' ? goTo(to) : pen.go(to.place, to))} />
    </div>
  )
}

function isCiting(state: unknown): state is { cite: Target } {
  return typeof state === 'object' && state !== null && 'cite' in state
}
