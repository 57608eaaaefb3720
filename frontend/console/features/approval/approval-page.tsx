import { CheckField } from '@shared/form/choice'
import { formatMoment } from '@shared/format/date'
import { Button } from '@shared/ui/button'
import { Segments } from '@shared/ui/segments'
import { Loading } from '@shared/ui/states'
import { useToast } from '@shared/ui/toast'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Navigate, useNavigate, useParams } from 'react-router'
import { useCase } from '../../api/cases/get-case'
import { useOpinion } from '../../api/opinion/get-opinion'
import type { Case, Opinion } from '../../api/types'
import { ActDialog } from '../../lib/act-dialog'
import { CaseHeader } from '../../lib/case-header'
import { Checks, type CheckLine } from '../../lib/checks'
import { FaultPage } from '../../lib/fault-view'
import { figurePart } from '../../lib/figure-words'
import { hasLetter } from '../../lib/has-letter'
import { useSignedIn } from '../../lib/me-context'
import { LetterReader } from '../../lib/letter-reader'
import { ProofList } from '../../lib/proof-list'
import { useWords } from '../../lib/words'
import classes from './approval.module.css'
import { LetterText } from './letter-text'

/** The approver reads the letter, sees what changed, and releases it or sends it back. */
export function ApprovalPage() {
  const { t } = useTranslation('console')
  const id = useParams().id ?? ''
  const c = useCase(id)
  if (!c.data) return c.error ? <FaultPage fault={c.error} retry={() => void c.refetch()} /> : <Loading what={t('case.loading')} />
  // A letter is read by who has it; the case's own page says how to take it up.
  if (!hasLetter(c.data)) return <Navigate to={`/case/${id}`} replace />
  return <Letter c={c.data} />
}

function Letter({ c }: { c: Case }) {
  const { t } = useTranslation('console')
  const opinion = useOpinion(c.id)
  // What is read stays where asking again fails.
  if (!opinion.data) return opinion.error ? <FaultPage fault={opinion.error} retry={() => void opinion.refetch()} /> : <Loading what={t('case.loading')} />
  return <Approval key={`${c.id}/${opinion.data.sha256}`} c={c} opinion={opinion.data} />
}

type View = 'changes' | 'whole' | 'pdf'

function Approval({ c, opinion }: { c: Case; opinion: Opinion }) {
  const { t } = useTranslation('console')
  const again = opinion.previous !== null
  const [view, setView] = useState<View>(again ? 'changes' : 'whole')
  const options: { value: View; label: string }[] = [
    { value: 'whole', label: t('approve.whole') },
    { value: 'pdf', label: t('approve.pdf') },
  ]
  if (again) options.unshift({ value: 'changes', label: t('approve.changes') })
  const [deciding, setDeciding] = useState(false)
  const at = formatMoment(opinion.signed_at ?? '')
  return (
    <div className={classes.page}>
      <CaseHeader c={c} back={t('approve.back')}>
        {/* Where there is no room beside the letter, what decides it comes over it. */}
        <Button className={classes.narrowOnly} kind={deciding ? undefined : 'primary'} aria-expanded={deciding} onClick={() => setDeciding(!deciding)}>
          {deciding ? t('approve.readOn') : t('approve.title')}
        </Button>
      </CaseHeader>
      <div className={classes.grid} data-deciding={deciding || undefined}>
        <main className={classes.reading}>
          <div className={classes.top}>
            <Segments label={t('case.view')} value={view} onChange={setView} options={options} />
            <span className="oso-end oso-small oso-ink-2">{again ? t('approve.againBy', { name: opinion.author.name, at }) : t('approve.signedBy', { name: opinion.author.name, at })}</span>
          </div>
          {view === 'pdf' ? (
            <div className={classes.pdf}>
              <LetterReader caseId={c.id} version={opinion.version} stamp={opinion.row_version} label={t('approve.whole')} />
            </div>
          ) : (
            <div tabIndex={0} className={classes.scroll}>
              <LetterText caseId={c.id} records={c.records} version={opinion.version} content={opinion.content} before={view === 'changes' ? opinion.previous : null} comments={opinion.comments} onlyChanged={view === 'changes'} />
            </div>
          )}
        </main>
        <Decide c={c} opinion={opinion} called={deciding} onLeave={() => setDeciding(false)} />
      </div>
    </div>
  )
}

type DecideProps = {
  c: Case
  opinion: Opinion
  /** It was asked for, and has the keys. */
  called: boolean
  onLeave: () => void
}

function Decide({ c, opinion, called, onLeave }: DecideProps) {
  const { t } = useTranslation('console')
  const say = useWords()
  const go = useNavigate()
  const me = useSignedIn()
  const toast = useToast()
  const aside = useRef<HTMLElement>(null)
  useEffect(() => {
    if (called) aside.current?.focus()
  }, [called])
  const [read, setRead] = useState({ answers: false, names: false, words: false })
  const [asked, setAsked] = useState(false)
  const [confirming, setConfirming] = useState(false)
  const [returning, setReturning] = useState(false)
  const can = (a: string) => c.acts.includes(a)
  const revision = can('return-revision')
  const approve = revision ? 'approve-revision' : 'approve'
  const back = revision ? 'return-revision' : 'return-draft'
  const lines: CheckLine[] = opinion.checks.map(x => ({ key: x.code, glyph: x.notice ? 'time' : x.ok ? 'done' : 'problem', text: x.detail }))
  lines.push({ key: 'self', glyph: opinion.author.id === me.id ? 'problem' : 'done', text: t('approve.notAuthor') })
  const parts = [
    { value: 'assessment', label: t('part.assessment') },
    ...opinion.content.answers.map((_, i) => ({ value: `answers[${i}]`, label: t('part.answers', { number: i + 1 }) })),
    ...(['earlier', 'options'] as const).flatMap(list => (opinion.content[list]?.length ? [{ value: list, label: t(`part.${list}`) }] : [])),
    { value: 'recommendation', label: t('part.recommendation') },
    ...(opinion.content.figures ?? []).map((f, i) => ({ value: figurePart(f.image), label: t('figures.figure', { number: i + 1 }) })),
    { value: 'limits', label: t('part.limits') },
    { value: 'references', label: t('part.references') },
  ]
  const all = read.answers && read.names && read.words
  // What rests on older records than the clinic sent can only be returned.
  const mine = can(back)
  const title = t('approve.title')
  const whole = can(approve)
  return (
    <aside ref={aside} tabIndex={-1} className={classes.aside} aria-label={title} onKeyDown={e => called && e.key === 'Escape' && onLeave()}>
      <h2>{title}</h2>
      <div className={classes.checks}>
        <Checks lines={lines} />
        <ProofList caseId={c.id} version={opinion.version} row={opinion.row_version} />
      </div>
      {whole ? (
        <>
          <hr className={classes.rule} />
          <h3>{t('approve.own')}</h3>
          <div className={classes.own}>
            <CheckField label={t('approve.readAnswers')} checked={read.answers} onChange={answers => setRead({ ...read, answers })} />
            <CheckField label={t('approve.readNames')} checked={read.names} onChange={names => setRead({ ...read, names })} />
            <CheckField label={t('approve.readWords')} checked={read.words} onChange={words => setRead({ ...read, words })} error={asked && !all ? t('approve.tickAll') : undefined} />
          </div>
        </>
      ) : null}
      <div className={classes.acts}>
        {mine ? (
          <>
            {whole ? (
              <>
                <p className="oso-small oso-ink-2">{t('approve.foot', { name: c.physician?.name ?? '' })}</p>
                <Button
                  kind="primary"
                  size="lg"
                  wide
                  onClick={() => {
                    setAsked(true)
                    if (all) setConfirming(true)
                  }}
                >
                  {say('act', approve)}
                </Button>
              </>
            ) : null}
            <Button kind={whole ? undefined : 'primary'} wide onClick={() => setReturning(true)}>
              {say('act', back)}
            </Button>
          </>
        ) : null}
      </div>
      {confirming ? (
        <ActDialog c={c} act={approve} given={{ version: opinion.version }} onClose={() => setConfirming(false)} onDone={() => toast(t('approve.released'))} />
      ) : null}
      {returning ? (
        <ActDialog
          c={c}
          act={back}
          given={{ version: opinion.version }}
          parts={parts}
          onClose={() => setReturning(false)}
          onDone={() => toast(t('approve.returned'))}
          lead={() => void go('/')}
        />
      ) : null}
    </aside>
  )
}
