import { after } from '@shared/after'
import { Button } from '@shared/ui/button'
import { Sheet } from '@shared/ui/dialog'
import { Glyph } from '@shared/ui/glyph'
import { Note } from '@shared/ui/notice'
import { ShowLine } from '@shared/prose/show'
import { useToast } from '@shared/ui/toast'
import { formatDay, formatMoment } from '@shared/format/date'
import { formatFingerprint } from '@shared/format/number'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useExportPackage } from '../../api/opinion/export-package'
import type { CaseView, OpinionView, Proof } from '../../bridge'
import { FaultNote } from '../../lib/fault-view'
import classes from './opinion.module.css'

/** Why the physician may trust what stands beside: verified, by whom, until when it is current. */
export function ProofColumn({ view, opinion }: { view: CaseView; opinion: OpinionView }) {
  const { t } = useTranslation('desktop')
  const { proof, head } = opinion
  const [sheet, setSheet] = useState(false)
  return (
    <>
      <div className={classes.verified}>
        <Glyph kind="done" />
        <div>
          <h2>{t('opinion.verified')}</h2>
          <p className="oso-small oso-ink-2">{t('opinion.verifiedSays', { when: formatMoment(proof.checked) })}</p>
        </div>
      </div>
      <dl className={classes.sign}>
        <SignerFacts proof={proof} />
        {head.accessed ? (
          <div>
            <dt>{t('opinion.firstOpened')}</dt>
            <dd>
              <bdi>{head.by}</bdi>
              <span>{formatMoment(head.accessed)}</span>
              <span>{view.row.copy_declined ? t('opinion.toldDeclined') : t('opinion.told')}</span>
            </dd>
          </div>
        ) : null}
      </dl>
      <p className="oso-small">
        <Button kind="link" onClick={() => setSheet(true)}>
          {t('opinion.certificates')}
        </Button>
      </p>
      {proof.demo ? (
        <div className={classes.demo}>
          <Note kind="time">{t('opinion.demo')}</Note>
        </div>
      ) : null}
      {opinion.case_version < opinion.case_newest ? (
        <div className={classes.demo}>
          <Note kind="time">
            {opinion.case_version === 0 ? t('opinion.caseUnknown') : t('opinion.caseOlder', { version: opinion.case_version, newest: opinion.case_newest })}
          </Note>
        </div>
      ) : null}
      {opinion.limits.length > 0 ? (
        <>
          <hr className="oso-rule" />
          <h3>{t('opinion.limits')}</h3>
          <ul className={classes.limits}>
            {opinion.limits.map((l, i) => (
              <li key={i}>
                <ShowLine text={l} />
              </li>
            ))}
          </ul>
        </>
      ) : null}
      <p className={`${classes.current} oso-smallest oso-ink-3`}>{proof.current ? t('opinion.current', { when: formatMoment(proof.current) }) : t('opinion.currentNever')}</p>
      <Certificates open={sheet} onClose={() => setSheet(false)} id={head.case} proof={proof} />
    </>
  )
}

function SignerFacts({ proof }: { proof: Proof }) {
  const { t } = useTranslation('desktop')
  return (
    <>
      {proof.signers.map((s, i) => (
        <div key={i}>
          <dt>{s.role === 'approver' ? t('opinion.approved') : i === 0 ? t('opinion.signed') : t('opinion.contributed')}</dt>
          <dd>
            <bdi>{s.name}</bdi>
            {s.title ? <span>{s.title}</span> : null}
            <span>{formatMoment(s.signed)}</span>
          </dd>
        </div>
      ))}
    </>
  )
}

/** The signers alone, for whoever may not read the opinion. */
export function Signers({ proof }: { proof: Proof }) {
  return (
    <dl className={classes.sign}>
      <SignerFacts proof={proof} />
    </dl>
  )
}

function Certificates({ open, onClose, id, proof }: { open: boolean; onClose: () => void; id: string; proof: Proof }) {
  const { t } = useTranslation('desktop')
  const toast = useToast()
  const save = useExportPackage(id)
  return (
    <Sheet open={open} onClose={onClose} title={t('opinion.certificates')}>
      <dl className={classes.sign}>
        <div>
          <dt>{t('opinion.fingerprint')}</dt>
          <dd className="oso-mono">{formatFingerprint(proof.fingerprint)}</dd>
        </div>
        {proof.release ? (
          <div>
            <dt>{t('opinion.released')}</dt>
            <dd>{formatMoment(proof.release)}</dd>
          </div>
        ) : null}
        {proof.signers.map((s, i) => (
          <div key={i}>
            <dt>{t('opinion.certificateOf', { name: s.name })}</dt>
            <dd>
              <span className="oso-mono">{formatFingerprint(s.certificate)}</span>
              {s.valid_until ? <span>{t('opinion.validUntil', { date: formatDay(s.valid_until) })}</span> : null}
            </dd>
          </div>
        ))}
      </dl>
      <div className={classes.exportAct}>
        <Button onClick={() => after(save.mutateAsync(), { done: saved => saved && toast(t('opinion.exported')), failed: 'shown' })}>{t('opinion.export')}</Button>
        <FaultNote fault={save.error} />
      </div>
    </Sheet>
  )
}
