import { IconArrowLeft, IconPrinter } from '@tabler/icons-react'
import { Button, IconButton } from '@shared/ui/button'
import { Facts } from '@shared/ui/facts'
import { Icon } from '@shared/ui/icon'
import { Note } from '@shared/ui/notice'
import { Header } from '@shared/ui/page'
import { Loading } from '@shared/ui/states'
import { formatMoment } from '@shared/format/date'
import { formatFingerprint } from '@shared/format/number'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useSignedAgreement } from '../../api/agreement/get-signed'
import type { Asset, CaseView, SignedText } from '../../bridge'
import { FaultPage } from '../../lib/fault-view'
import { useRelationWords } from '../../lib/relation-field'
import classes from './agreement.module.css'
import { AgreementSheet } from './sheet'
import sheet from './sheet.module.css'

const ScanPages = lazy(() => import('./scan-pages').then(m => ({ default: m.ScanPages })))

const methods = ['screen', 'scan', 'attested'] as const

/** The agreement as it was signed: its exact text, the signature or the scanned paper, who and when. */
export function SignedPage({ view, again }: { view: CaseView; again: () => void }) {
  const { t } = useTranslation('desktop')
  const navigate = useNavigate()
  const id = view.row.id
  const signed = useSignedAgreement(id)
  return (
    <div className={classes.page}>
      <Header>
        <IconButton label={t('agreement.back')} onClick={() => void navigate(`/case/${id}/agreement`)}>
          <Icon of={IconArrowLeft} />
        </IconButton>
        <h1 className="oso-grow">{t('agreement.signedTitle')}</h1>
      </Header>
      {signed.data ? (
        <Signed view={view} signed={signed.data} again={again} />
      ) : (
        <main className={classes.text}>{signed.error ? <FaultPage fault={signed.error} retry={() => void signed.refetch()} /> : <Loading what={t('agreement.loading')} />}</main>
      )}
    </div>
  )
}

function Signed({ view, signed, again }: { view: CaseView; signed: SignedText; again: () => void }) {
  const { t } = useTranslation('desktop')
  const relation = useRelationWords()
  const { state, text, scan } = signed
  const method = methods.find(m => m === state.method) ?? 'attested'
  return (
    <div className={classes.signedGrid}>
      {/* Scrolled with the keyboard, too. */}
      <main className={classes.text} data-signed tabIndex={0}>
        <AgreementSheet
          on="screen"
          text={text}
          end={
            <div className={sheet.signed}>
              {scan.path && method === 'screen' ? <img className={sheet.ink} src={scan.path} alt={t('agreement.inkOf', { signer: state.signer })} /> : null}
              <p>{t('agreement.sheetSignedOn', { at: formatMoment(state.at) })}</p>
              <p>{t(`agreement.methods.${method}`, { by: state.by })}</p>
              {scan.path && method === 'scan' ? <Scan id={view.row.id} scan={scan} /> : null}
            </div>
          }
        />
      </main>
      <aside className={classes.signer} aria-label={t('agreement.signing')}>
        <Facts
          facts={[
            { label: t('agreement.signedBy'), value: <bdi>{state.signer}</bdi> },
            { label: t('agreement.relation'), value: relation(state.relation) },
            { label: t('agreement.on'), value: formatMoment(state.at) },
            { label: t('agreement.how'), value: t(`agreement.methods.${method}`, { by: state.by }) },
            { label: t('agreement.version'), value: state.version },
            { label: t('agreement.fingerprint'), value: <span className="oso-mono">{formatFingerprint(state.sha256, 6)}</span> },
          ]}
        />
        {method === 'attested' ? <Note>{t('agreement.attestedNote')}</Note> : null}
        <div className={classes.end}>
          {view.editable ? (
            <span className="oso-small">
              <Button kind="link" onClick={again}>
                {t('agreement.again')}
              </Button>
            </span>
          ) : null}
          <Button kind="primary" size="lg" wide icon={<Icon of={IconPrinter} />} onClick={() => window.print()}>
            {t('agreement.printCopy')}
          </Button>
        </div>
      </aside>
    </div>
  )
}

function Scan({ id, scan }: { id: string; scan: Asset }) {
  const { t } = useTranslation('desktop')
  if (scan.type === 'image/png' || scan.type === 'image/jpeg') return <img className={sheet.scan} src={scan.path} alt={t('agreement.scanOf', { number: 1, total: 1 })} />
  if (scan.type !== 'application/pdf') return <Note>{t('agreement.scanOther')}</Note>
  return (
    <Suspense fallback={<Loading what={t('agreement.scanLoading')} />}>
      <ScanPages id={id} scan={scan} />
    </Suspense>
  )
}
