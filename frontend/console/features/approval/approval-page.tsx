import { after } from '@shared/after'
import { formatMoment } from '@shared/format/date'
import { Button } from '@shared/ui/button'
import { Note } from '@shared/ui/notice'
import { Segments } from '@shared/ui/segments'
import { Loading } from '@shared/ui/states'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Navigate, useParams } from 'react-router'
import { useCase } from '../../api/cases/get-case'
import { useApproval, useApprovalStep } from '../../api/opinion/approval'
import { useOpinion } from '../../api/opinion/get-opinion'
import type { Case, Opinion } from '../../api/types'
import { CaseHeader } from '../../lib/case-header'
import { CaseText } from '../../lib/case-text'
import { Conferences } from '../../lib/conferences'
import { FaultScreen } from '../../lib/fault-screen'
import { FaultNote } from '../../lib/fault-view'
import { hasLetter } from '../../lib/has-letter'
import { LetterReader } from '../../lib/letter-reader'
import { SignedReport } from '../../lib/signed-report'
import { useTellCase } from '../../lib/windows'
import { useWords } from '../../lib/words'
import classes from './approval.module.css'
import { BeforeApproval } from './checks'
import { Decide } from './decide'
import { LetterText } from './letter-text'
import { SignedStates } from './signed-states'
import { chooseWords } from './use-chosen-words'
import type { Draft, Unkept } from './remark-form'
import { type Opened, Records } from './sources'

/** The approver reads the letter beside what it rests on, says what should change where it should, and releases it or sends it back. */
export function ApprovalPage() {
  const { t } = useTranslation('console')
  const id = useParams().id ?? ''
  const c = useCase(id)
  if (!c.data) return c.error ? <FaultScreen fault={c.error} retry={() => void c.refetch()} /> : <Loading what={t('case.loading')} />
  // A letter is read by who has it; the case's own page says how to take it up.
  if (!hasLetter(c.data)) return <Navigate to={`/case/${id}`} replace />
  return <Letter c={c.data} />
}

function Letter({ c }: { c: Case }) {
  const { t } = useTranslation('console')
  const opinion = useOpinion(c.id)
  // What is read stays where asking again fails.
  if (!opinion.data) return opinion.error ? <FaultScreen fault={opinion.error} retry={() => void opinion.refetch()} /> : <Loading what={t('case.loading')} />
  return <Reading key={`${c.id}/${opinion.data.sha256}`} c={c} opinion={opinion.data} />
}

type View = 'round' | 'version' | 'whole' | 'pdf'
type Tab = 'decide' | 'asked' | 'records' | 'reviews'

const newId = () => crypto.randomUUID().replaceAll('-', '')

function Reading({ c, opinion }: { c: Case; opinion: Opinion }) {
  const { t } = useTranslation('console')
  const again = opinion.previous !== null
  // A correction is read against the version that it replaces.
  const replaced = opinion.content.supersedes ?? 0
  const old = useOpinion(c.id, String(replaced), replaced > 0)
  const [view, setView] = useState<View>(again ? 'round' : replaced > 0 ? 'version' : 'whole')
  const against = view === 'round' ? opinion.previous : view === 'version' ? (old.data?.content ?? null) : null
  const [tab, setTab] = useState<Tab>('decide')
  const reviews = c.overreads.filter(o => o.signed)
  const [opened, setOpened] = useState<Opened>({ key: '', place: {} })
  const [beside, setBeside] = useState(false) // where there is little room
  const [asked, setAsked] = useState(false)
  const [draft, setDraft] = useState<Draft | null>(null)
  // What is typed of a comment and not kept yet goes along with whatever comes next.
  const unkept = useRef<Unkept | null>(null)
  async function settle() {
    if (!unkept.current) return 'nothing'
    return (await unkept.current()) ? 'kept' : 'failed'
  }
  const mine = c.acts.some(a => a.startsWith('return-'))
  const stored = useApproval(c.id, mine)
  const step = useApprovalStep(c.id)
  // A box shows at once what was pressed; what becomes of it comes with the answer.
  const [pressed, setPressed] = useState<ReadonlyMap<string, string | null>>(new Map())
  const approval = stored.data && { ...stored.data, checks: stored.data.checks.map(x => ({ ...x, mine: pressed.get(x.code) ?? (pressed.has(x.code) ? null : x.mine) })) }
  const aside = useRef<HTMLElement>(null)
  const toggle = useRef<HTMLButtonElement>(null)
  useTellCase(c.id)
  useEffect(() => {
    if (beside) aside.current?.focus()
  }, [beside])
  const kept = approval?.comments ?? []
  function tick(code: string, made: boolean) {
    if (!approval) return
    const answered = () => setPressed(p => new Map([...p].filter(([k]) => k !== code)))
    setPressed(p => new Map([...p, [code, made ? new Date().toISOString() : null]]))
    after(step.mutateAsync({ tick: code, body: { sha256: opinion.sha256, list: approval.list, made } }), { done: answered, failed: answered })
  }
  const at = formatMoment(opinion.signed_at ?? '')
  const options: { value: View; label: string }[] = [
    { value: 'whole', label: t('approve.whole') },
    { value: 'pdf', label: t('approve.pdf') },
  ]
  if (replaced > 0) options.unshift({ value: 'version', label: t('approve.changesFrom', { version: replaced }) })
  if (again) options.unshift({ value: 'round', label: replaced > 0 ? t('approve.changesRound') : t('approve.changes') })
  function toComment(id: string) {
    setBeside(false)
    if (view === 'pdf') setView('whole')
    requestAnimationFrame(() => {
      const el = document.getElementById(`comment-${id}`)
      el?.scrollIntoView({ block: 'center' })
      el?.focus({ preventScroll: true })
    })
  }
  const talk =
    mine && approval
      ? {
          draft,
          onDraft: (d: Draft | null) => {
            if (d === null) return setDraft(null)
            void settle().then(before => before !== 'failed' && setDraft(d))
          },
          onUnkept: (keep: Unkept | null) => {
            unkept.current = keep
          },
          onKeep: async (d: Draft) => {
            await step.mutateAsync({ keep: d.id || newId(), body: { sha256: opinion.sha256, part: d.part, quote: d.quote, start: d.start, text: d.text, row_version: d.row_version } })
            setDraft(null)
          },
          onRemove: (x: { id: string }) => step.mutate({ remove: x.id, sha256: opinion.sha256 }),
        }
      : undefined
  return (
    <div className={classes.page}>
      <CaseHeader c={c} back={t('approve.back')} />
      <div className={classes.grid} data-beside={beside || undefined}>
        <main className={classes.reading}>
          <div className={classes.top}>
            <Segments label={t('case.view')} value={view} onChange={setView} options={options} />
            <span className="oso-end oso-small oso-ink-2">{again ? t('approve.againBy', { name: opinion.author.name, at }) : t('approve.signedBy', { name: opinion.author.name, at })}</span>
            <SignedStates id={c.id} opinion={opinion} />
          </div>
          {view === 'pdf' ? (
            <div className={classes.pdf}>
              <LetterReader caseId={c.id} version={opinion.version} stamp={opinion.row_version} label={t('approve.whole')} />
            </div>
          ) : (
            <div tabIndex={0} className={classes.scroll}>
              <Following c={c} opinion={opinion} />
              {view === 'version' && !old.data ? old.error ? <FaultNote fault={old.error} /> : <Loading what={t('case.loading')} /> : null}
              <LetterText
                caseId={c.id}
                records={c.records}
                version={opinion.version}
                content={opinion.content}
                before={against}
                comments={opinion.comments}
                kept={kept}
                onlyChanged={against !== null}
                talk={talk}
              />
            </div>
          )}
        </main>
        <aside
          ref={aside}
          tabIndex={-1}
          className={classes.aside}
          aria-label={t('approve.title')}
          onKeyDown={e => {
            if (!beside || e.key !== 'Escape') return
            setBeside(false)
            toggle.current?.focus()
          }}
        >
          <div className={classes.tabs}>
            <Segments
              label={t('approve.beside')}
              value={tab}
              onChange={setTab}
              options={[
                { value: 'decide', label: t('approve.title') },
                { value: 'asked', label: t('approve.asked') },
                { value: 'records', label: t('write.records', { count: c.records.length }) },
                ...(reviews.length > 0 ? [{ value: 'reviews' as const, label: t('reading.reviews', { count: reviews.length }) }] : []),
              ]}
            />
          </div>
          {tab === 'records' ? (
            <Records c={c} opened={opened} onOpen={setOpened} />
          ) : tab === 'reviews' ? (
            <div tabIndex={0} className={classes.source}>
              {reviews.map(o => (
                <SignedReport key={o.kind} c={c} of={o} />
              ))}
            </div>
          ) : tab === 'asked' ? (
            <div tabIndex={0} className={classes.source}>
              <Conferences c={c} />
              <CaseText c={c} />
            </div>
          ) : (
            <div tabIndex={0} className={classes.source}>
              <h2 className="oso-hidden">{t('approve.title')}</h2>
              <FaultNote fault={approval ? step.error : stored.error} />
              <BeforeApproval
                c={c}
                opinion={opinion}
                approval={approval}
                asked={asked}
                onTick={tick}
                onComment={toComment}
                onGo={f => {
                  setBeside(false)
                  setView('whole')
                  requestAnimationFrame(() => requestAnimationFrame(() => chooseWords(f)))
                }}
                onRecord={(key, place) => {
                  setOpened({ key, place })
                  setTab('records')
                }}
              />
            </div>
          )}
        </aside>
        <Decide
          c={c}
          opinion={opinion}
          approval={approval}
          onBefore={settle}
          onOpen={what => {
            if (what === 'own-reading') setAsked(true)
            setTab('decide')
            setBeside(true)
            requestAnimationFrame(() => document.getElementById(what)?.scrollIntoView())
          }}
        >
          <Button
            ref={toggle}
            className={classes.narrowOnly}
            aria-expanded={beside}
            onClick={() => {
              setBeside(!beside)
            }}
          >
            {beside ? t('approve.readOn') : t('approve.besideShort')}
          </Button>
        </Decide>
      </div>
    </div>
  )
}

/** What a version of a released letter is, why it was begun, and what becomes of the one before. */
function Following({ c, opinion }: { c: Case; opinion: Opinion }) {
  const { t } = useTranslation('console')
  const say = useWords()
  const { kind, supersedes, adds_to } = opinion.content
  if (kind !== 'correction' && kind !== 'addendum') return null
  const begun = c.timeline.findLast(e => e.event === (kind === 'correction' ? 'begin-correction' : 'ask-addendum'))
  return (
    <div className={classes.following}>
      <Note kind="time" title={t(`approve.${kind}`, { version: kind === 'correction' ? supersedes : adds_to })}>
        {begun ? (
          kind === 'correction' ? (
            t('approve.because', { reason: say('reason', begun.reason), by: begun.actor || say('role', begun.role), at: formatMoment(begun.at) })
          ) : (
            t('approve.askedFurther', { at: formatMoment(begun.at) })
          )
        ) : null}{' '}
        {begun?.note ? <q dir="auto">{begun.note}</q> : null}
        <br />
        {kind === 'correction' ? t('approve.supersedes', { version: supersedes }) : t('approve.addsTo', { version: adds_to })}
      </Note>
    </div>
  )
}
