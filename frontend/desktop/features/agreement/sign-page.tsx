import { IconArrowLeft, IconCheck } from '@tabler/icons-react'
import { IconButton } from '@shared/ui/button'
import { Icon } from '@shared/ui/icon'
import { useBorn } from '@shared/ui/identity'
import { Banner } from '@shared/ui/notice'
import { Header } from '@shared/ui/page'
import { Segments } from '@shared/ui/segments'
import { Loading } from '@shared/ui/states'
import { formatDay } from '@shared/format/date'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useAgreementText } from '../../api/agreement/get-text'
import { useCheck } from '../../api/cases/check-case'
import { useCase } from '../../api/cases/get-case'
import type { AgreementText, CaseView } from '../../bridge'
import { displayName } from '../../lib/document'
import { FaultPage } from '../../lib/fault-view'
import { useCaseId } from '../../lib/use-case-id'
import classes from './agreement.module.css'
import { AgreementSheet, SignatureLines } from './sheet'
import { SignedPage } from './signed-page'
import { SignerColumn } from './signer-column'
import { useShownClauses } from './use-shown-clauses'

/** The agreement in full, for the patient to read and sign at the desk. */
export function SignPage() {
  const { t } = useTranslation('desktop')
  const id = useCaseId()
  const navigate = useNavigate()
  const view = useCase(id)
  const text = useAgreementText(id)
  const check = useCheck(id)
  const [again, setAgain] = useState(false)
  const fault = view.error ?? text.error ?? check.error
  if (view.data && check.data) {
    // What does not hold any more is signed again; everything else is read as it was signed.
    const holds = view.data.agreement.signed && !check.data.problems.some(p => p.page === 'agreement' && p.severity === 'error')
    if (!view.data.editable || (holds && !again)) return <SignedPage view={view.data} again={() => setAgain(true)} />
  }
  if (view.data && text.data && check.data) return <Sign view={view.data} text={text.data} />
  return (
    <div className={classes.page}>
      <Header>
        <IconButton label={t('agreement.back')} onClick={() => void navigate(`/case/${id}/agreement`)}>
          <Icon of={IconArrowLeft} />
        </IconButton>
        <h1>{t('agreement.heading')}</h1>
      </Header>
      <main className={classes.text}>{fault ? <FaultPage fault={fault} retry={() => void text.refetch()} /> : <Loading what={t('agreement.loading')} />}</main>
    </div>
  )
}

/**
 * What was read, ticked, drawn and scanned counts for one text. An exchange may bring
 * another at any moment: all of it begins anew then, and the page says so.
 */
function Sign({ view, text }: { view: CaseView; text: AgreementText }) {
  const { t } = useTranslation('desktop')
  const { t: shared } = useTranslation('shared')
  const navigate = useNavigate()
  const [size, setSize] = useState<Size>('normal')
  const [copy, setCopy] = useState(view.document.courtesy_copy !== false)
  const [open, setOpen] = useState({ sha256: text.sha256, anew: false })
  if (open.sha256 !== text.sha256) setOpen({ sha256: text.sha256, anew: true })
  const { document: doc } = view
  const name = displayName(doc.patient.name)
  const born = useBorn()
  return (
    <div className={classes.page}>
      <Header>
        <IconButton label={t('agreement.back')} onClick={() => void navigate(`/case/${view.row.id}/agreement`)}>
          <Icon of={IconArrowLeft} />
        </IconButton>
        <div className={classes.whose}>
          <h1 className="oso-nowrap">{text.title || t('agreement.heading')}</h1>
          <span className={classes.patient}>
            {t('agreement.forPatient')} <bdi>{name.latin || shared('identity.nameless')}</bdi> {name.native ? <bdi>{name.native}</bdi> : null}
          </span>
          {doc.patient.birth_date ? <span className="oso-ink-2 oso-nowrap">{born(doc.patient.birth_date)}</span> : null}
        </div>
        <span className={`${classes.wide} oso-small oso-ink-3 oso-nowrap`}>{t('agreement.textVersion', { version: text.version, date: formatDay(text.date) })}</span>
        <Segments
          label={t('agreement.size')}
          value={size}
          onChange={setSize}
          options={[
            { value: 'normal', label: 'A' },
            { value: 'large', label: 'A+' },
          ]}
        />
      </Header>
      {open.anew ? (
        <Banner kind="time" title={t('agreement.anew')}>
          {t('agreement.anewSays')}
        </Banner>
      ) : null}
      <Reading key={text.sha256} view={view} text={text} size={size} anew={open.anew} copy={copy} onCopy={setCopy} />
    </div>
  )
}

type Size = 'normal' | 'large'

type ReadingProps = { view: CaseView; text: AgreementText; size: Size; anew: boolean; copy: boolean; onCopy: (copy: boolean) => void }

/** One text, and everything that is done about it. */
function Reading({ view, text, size, anew, copy, onCopy }: ReadingProps) {
  const { t } = useTranslation('desktop')
  const { scroller, register, ...clauses } = useShownClauses(text.clauses.length)
  const all = clauses.shown.size >= text.clauses.length
  // The opening and the close have no title: they are read with the others, and not listed.
  const titled = text.clauses.map((c, i) => ({ title: c.title, at: i })).filter(c => c.title)
  const numberOf = (i: number) => titled.findIndex(c => c.at === i) + 1
  const shown = titled.filter(c => clauses.shown.has(c.at)).length
  // What had the keyboard went with the text before: the words to read get it.
  useEffect(() => {
    if (anew && document.activeElement === document.body) scroller.current?.focus()
  }, [anew, scroller])
  return (
    <div className={classes.grid}>
      <nav className={classes.clauses} aria-label={t('agreement.clauses')}>
        <ol>
          {titled.map(c => (
            <li key={c.at}>
              <button type="button" className={classes.clause} aria-current={clauses.current === c.at || undefined} onClick={() => clauses.goTo(c.at)}>
                <span className={classes.tick} data-shown={clauses.shown.has(c.at) || undefined}>
                  {clauses.shown.has(c.at) ? <Icon of={IconCheck} /> : null}
                </span>
                {c.title}
              </button>
            </li>
          ))}
        </ol>
        <p className={`${classes.count} oso-smallest oso-ink-3`} role="status">
          {all ? t('agreement.allShown', { total: titled.length }) : t('agreement.shown', { shown, total: titled.length })}
        </p>
      </nav>
      {/* Scrolled with the keyboard, too. */}
      <main className={classes.text} data-size={size} ref={scroller} tabIndex={0}>
        {text.clauses.map((c, i) => (
          <section key={i} ref={el => register(i, el)} aria-label={c.title || undefined}>
            {c.title ? <h2>{`${numberOf(i)}. ${c.title}`}</h2> : null}
            {c.paragraphs.map((p, k) => (
              <p key={k}>{p}</p>
            ))}
          </section>
        ))}
      </main>
      <SignerColumn view={view} text={text} allShown={all} copy={copy} onCopy={onCopy} />
      <AgreementSheet on="paper" text={text.sheet} end={<SignatureLines labels={[t('agreement.sheetSignature'), t('agreement.sheetPrinted'), t('agreement.sheetDate')]} />} />
    </div>
  )
}
