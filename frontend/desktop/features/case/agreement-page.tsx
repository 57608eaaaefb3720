import { ButtonLink } from '@shared/ui/button'
import { FactLines } from '@shared/ui/facts'
import { Note } from '@shared/ui/notice'
import { SectionHead } from '@shared/ui/page'
import { Empty } from '@shared/ui/states'
import { formatMoment } from '@shared/format/date'
import { formatFingerprint } from '@shared/format/number'
import { useTranslation } from 'react-i18next'
import { useCheck } from '../../api/cases/check-case'
import { useRelationWords } from '../../lib/relation-field'
import { SectionPage, useCaseView } from './section-page'

const methods = ['screen', 'scan', 'attested'] as const

/** Whether the agreement is signed, by whom, and how. */
export function AgreementPage() {
  const { t } = useTranslation('desktop')
  const view = useCaseView()
  const { agreement: a, row } = view
  const to = `/case/${row.id}/agreement/sign`
  const check = useCheck(row.id).data
  const problem = check?.problems.find(p => p.page === 'agreement' && p.severity === 'error' && a.signed)
  const older = problem ? undefined : check?.problems.find(p => p.code === 'agreement-older')
  const method = methods.find(m => m === a.method) ?? 'attested'
  const relation = useRelationWords()
  return (
    <SectionPage view={view} page="agreement" fault={null}>
      <SectionHead first title={t('agreement.title')} />
      {a.signed ? (
        <>
          <FactLines
            lines={[
              { label: t('agreement.signedBy'), value: <bdi>{a.signer}</bdi>, sub: relation(a.relation) },
              { label: t('agreement.on'), value: formatMoment(a.at) },
              { label: t('agreement.how'), value: t(`agreement.methods.${method}`, { by: a.by }) },
              { label: t('agreement.version'), value: a.version },
              { label: t('agreement.fingerprint'), value: <span className="oso-mono">{formatFingerprint(a.sha256, 6)}</span> },
            ]}
          />
          {method === 'attested' ? (
            <div style={{ marginTop: '1rem' }}>
              <Note>{t('agreement.attestedNote')}</Note>
            </div>
          ) : null}
          {problem ? (
            <div style={{ marginTop: '1rem' }}>
              <Note kind="problem">{problem.message}</Note>
            </div>
          ) : null}
          {older ? (
            <div style={{ marginTop: '1rem' }}>
              <Note>{older.message}</Note>
            </div>
          ) : null}
          <div style={{ marginTop: '1rem' }}>
            <ButtonLink to={to}>{problem && view.editable ? t('agreement.open') : t('agreement.read')}</ButtonLink>
          </div>
        </>
      ) : (
        <Empty what={t('agreement.none')} how={t('agreement.noneHow')} act={<ButtonLink to={to}>{t('agreement.open')}</ButtonLink>} />
      )}
    </SectionPage>
  )
}
