import { after } from '@shared/after'
import { Button, ButtonLink } from '@shared/ui/button'
import { FactLines, Facts, type Line } from '@shared/ui/facts'
import { Note } from '@shared/ui/notice'
import { BarColumns, FormPage } from '@shared/ui/page'
import { Loading } from '@shared/ui/states'
import { stays } from '@shared/ui/stays'
import { useToast } from '@shared/ui/toast'
import { CheckField } from '@shared/form/choice'
import { AreaField, PassphraseField } from '@shared/form/field'
import { formatDay, formatMoment } from '@shared/format/date'
import { formatBytes, formatFingerprint } from '@shared/format/number'
import { type FormEvent, useRef, useState } from 'react'
import { Trans, useTranslation } from 'react-i18next'
import { useKeptWords } from '../../api/cases/kept-words'
import { Link, useNavigate, useOutletContext } from 'react-router'
import { useCheck } from '../../api/cases/check-case'
import { useQuote } from '../../api/cases/quote-case'
import { useSealPreview } from '../../api/seal/preview-seal'
import { useSealCase } from '../../api/seal/seal-case'
import type { CaseView, Quote, SealPreview } from '../../bridge'
import { pageOf } from '../../lib/case-pages'
import { wholeDocument } from '../../lib/document'
import { FaultNote, FaultPage } from '../../lib/fault-view'
import { useSession } from '../../lib/session-context'
import classes from './seal.module.css'

/** Everything that would be sent, read through once more, and the physician's act. */
export function ReviewPage() {
  const { t } = useTranslation('desktop')
  const { view } = useOutletContext<{ view: CaseView }>()
  const preview = useSealPreview(view.row.id)
  return (
    <BarColumns title={t('seal.then')} aside={<Then view={view} preview={preview.data} />}>
      <FormPage label={t('case.pages.review')}>
        {preview.error ? (
          <FaultPage fault={preview.error} retry={() => void preview.refetch()} />
        ) : preview.data ? (
          <Review view={view} preview={preview.data} />
        ) : (
          <Loading what={t('seal.loading')} />
        )}
      </FormPage>
    </BarColumns>
  )
}

function Review({ view, preview }: { view: CaseView; preview: SealPreview }) {
  const { t } = useTranslation('desktop')
  const session = useSession()
  const id = view.row.id
  const quote = useQuote(id).data
  const lines = useLines(view, preview, quote)
  const last = view.seals[0]
  return (
    <>
      {last && !view.editable ? (
        <div className={classes.sealed}>
          <Note kind="done" title={t('seal.sealed', { version: last.version, date: formatMoment(last.at) })}>
            {t('seal.sealedBy', { signer: last.signer })}
          </Note>
        </div>
      ) : null}
      <h2>{t('seal.title')}</h2>
      <p className="oso-ink-2">{t('seal.lead', { service: session.service.name || t('app.name') })}</p>
      <div className={classes.lines}>
        <FactLines lines={lines} />
      </div>
      {view.editable ? (
        <>
          <section className={classes.statement}>
            <h2>{t('seal.statementTitle')}</h2>
            <div tabIndex={0} role="region" aria-label={t('seal.statementTitle')}>
              {statement(preview.statement).map((p, i) => (
                <p key={i}>{p}</p>
              ))}
            </div>
          </section>
          <Act view={view} preview={preview} />
        </>
      ) : null}
    </>
  )
}

/** The statement's paragraphs; its head (version, names) stands on this page already. */
function statement(text: string): string[] {
  return text.trim().split('\n\n').slice(2)
}

function useLines(view: CaseView, preview: SealPreview, quote: Quote | undefined): Line[] {
  const { t } = useTranslation('desktop')
  const id = view.row.id
  const doc = wholeDocument(view.document)
  const { agreement: a, location } = view
  const read = (page: string) => (
    <Link to={`/case/${id}/${page}`} aria-label={`${t('seal.read')}: ${t(`case.pages.${page as 'patient'}`)}`}>
      {t('seal.read')}
    </Link>
  )
  const kinds = preview.kinds.map(k => {
    const known = (['ct', 'mr', 'pt', 'us', 'mg', 'xr', 'dicom', 'pdf', 'image', 'text', 'along', 'other'] as const).find(x => x === k.kind) ?? 'other'
    const kind = t(`seal.kinds.${known}`)
    return k.studies > 0 ? t('seal.kindStudies', { count: k.studies, kind }) : t('seal.kindFiles', { count: k.count, kind })
  })
  const records = t('seal.recordsIs', { count: preview.records, bytes: formatBytes(preview.bytes) })
  const copy = doc.courtesy_copy === false ? t('seal.copyNo') : t('seal.copyYes')
  const lines: Line[] = [
    { label: t('seal.patient'), value: t('seal.patientIs', { place: [doc.patient.address.city, location.place].filter(Boolean).join(', ') }), act: read('patient') },
    {
      label: t('seal.agreement'),
      value: a.signed ? `${t('seal.agreementIs', { version: a.version, signer: a.signer, date: formatDay(a.at) })}, ${copy}` : t('agreement.none'),
      act: read('agreement'),
    },
    { label: t('seal.history'), value: [doc.diagnosis.text || doc.history.chief_complaint, doc.plan].filter(Boolean).join('; ') || '–', act: read('history') },
    {
      label: t('seal.questions'),
      value: (
        <ol className={classes.questions}>
          {doc.questions.map((q, i) => (
            <li key={i}>
              <span className="oso-ink-3">{i + 1}</span>
              <span>{[q.text, ...q.parts.map((p, k) => `(${String.fromCharCode(97 + k)}) ${p}`)].join(' ')}</span>
            </li>
          ))}
        </ol>
      ),
      act: read('history'),
    },
    {
      label: t('seal.records'),
      value: kinds.length > 0 ? `${records}: ${kinds.join(', ')}` : records,
      sub: preview.decided.length > 0 ? preview.decided.join(' ') : undefined,
      act: (
        <Link to={`/case/${id}/records`} aria-label={`${t('seal.showAll')}: ${t('case.pages.records')}`}>
          {t('seal.showAll')}
        </Link>
      ),
    },
  ]
  if (preview.key_images > 0) lines.push({ label: t('seal.keyImages'), value: t('seal.keyImagesIs', { count: preview.key_images }), act: read('images') })
  if (preview.physical.length > 0) lines.push({ label: t('seal.follows'), value: preview.physical.join(', ') })
  if (quote?.total) {
    const pays = quote.payer === 'partner' ? t('seal.payPartner', { partner: quote.partner }) : t('seal.payPatient')
    lines.push({ label: t('seal.cost'), value: `${quote.total} ${quote.currency}; ${pays}` })
  } else if (quote?.open) lines.push({ label: t('seal.cost'), value: quote.open })
  return lines
}

function Act({ view, preview }: { view: CaseView; preview: SealPreview }) {
  const { t } = useTranslation('desktop')
  const navigate = useNavigate()
  const toast = useToast()
  const id = view.row.id
  const check = useCheck(id).data
  const seal = useSealCase()
  const passphrase = useRef<HTMLInputElement>(null)
  const tick = useRef<HTMLInputElement>(null)
  const [takesPart, setTakesPart] = useState(false)
  const [why, setWhy, forget] = useKeptWords(id, 'amendment')
  const [asked, setAsked] = useState(false)
  const [empty, setEmpty] = useState(false)
  const errors = check?.problems.filter(p => p.severity === 'error') ?? []
  const first = errors[0]

  if (first) {
    return (
      <div ref={stays} className={classes.box}>
        <Note kind="time" title={t('seal.incomplete', { count: errors.length })} act={<ButtonLink to={`/case/${id}/${pageOf(first.page)}`}>{t('seal.incompleteAct')}</ButtonLink>}>
          {first.message}
        </Note>
      </div>
    )
  }
  if (!preview.may_seal) {
    return (
      <div ref={stays} className={classes.box}>
        <Note title={t('seal.staff')}>{t('seal.staffSays')}</Note>
      </div>
    )
  }

  function submit(e: FormEvent) {
    e.preventDefault()
    setAsked(true)
    const typed = passphrase.current?.value ?? ''
    setEmpty(typed === '')
    if (!takesPart) tick.current?.focus()
    if (!takesPart || !typed || (preview.amends && !why.trim()) || seal.isPending) return
    const act = { case: id, participate: takesPart, passphrase: typed, amendment: preview.amends ? why.trim() : '', seen: preview.seen }
    after(seal.mutateAsync(act), {
      done: () => {
        forget()
        toast(t('seal.sealedToast'))
      },
      lead: () => void navigate(`/case/${id}/course`),
      failed: () => passphrase.current?.select(),
    })
  }

  return (
    <form className={classes.act} onSubmit={submit} noValidate>
      {/* Right under the statement: nothing covers what the tick stands for. */}
      <div className={classes.accept}>
        {preview.amends ? (
          <AreaField label={t('seal.amendment')} rows={2} value={why} onChange={e => setWhy(e.target.value)} error={asked && !why.trim() ? t('seal.needAmendment') : undefined} />
        ) : null}
        <CheckField ref={tick} label={t('seal.accept')} checked={takesPart} onChange={setTakesPart} error={asked && !takesPart ? t('seal.needStatement') : undefined} />
      </div>
      <div ref={stays} className={classes.box}>
        <FaultNote fault={seal.error} />
        <div className={classes.sign}>
          <div className="oso-grow">
            <PassphraseField ref={passphrase} label={t('seal.passphrase')} placeholder=" " onChange={() => setEmpty(false)} error={empty ? t('seal.needPassphrase') : undefined} />
          </div>
          <Button kind="primary" size="input" type="submit" className={classes.signButton} busy={seal.isPending && t('seal.acting')}>
            {preview.amends ? t('seal.actAmend') : t('seal.act')}
          </Button>
        </div>
      </div>
    </form>
  )
}

function Then({ view, preview }: { view: CaseView; preview: SealPreview | undefined }) {
  const { t } = useTranslation('desktop')
  const last = view.seals[0]
  const strong = { b: <b /> }
  return (
    <div>
      <ol className={classes.steps}>
        {(['seal.then1', 'seal.then2', 'seal.then3', 'seal.then4'] as const).map(k => (
          <li key={k}>
            <span>
              <Trans t={t} i18nKey={k} components={strong} />
            </span>
          </li>
        ))}
      </ol>
      <hr className="oso-rule" />
      <h3>{t('seal.whoReads')}</h3>
      <p className="oso-small oso-ink-2">{t('seal.whoReadsSays')}</p>
      <hr className="oso-rule" />
      {last && !view.editable ? (
        <Facts
          facts={[
            { label: t('seal.signedBy'), value: <bdi>{last.signer}</bdi> },
            { label: t('seal.version'), value: last.version },
            { label: t('seal.fingerprint'), value: formatFingerprint(last.sha256, 4), code: true },
          ]}
        />
      ) : preview ? (
        <Facts
          facts={[
            { label: t('seal.signedBy'), value: preview.signer ? <bdi>{preview.signer}</bdi> : '–' },
            { label: t('seal.version'), value: preview.version },
          ]}
        />
      ) : null}
    </div>
  )
}
