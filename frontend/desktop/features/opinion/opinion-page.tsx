import { Empty, Loading } from '@shared/ui/states'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useCase } from '../../api/cases/get-case'
import { useOpinionHead } from '../../api/opinion/get-head'
import { useOpinion } from '../../api/opinion/open-opinion'
import { FaultPage } from '../../lib/fault-view'
import { useCaseId } from '../../lib/use-case-id'
import { useEscape } from '../../lib/use-escape'
import { FailedPage, SupersededPage } from './not-shown'
import { OpenGate } from './open-gate'
import { Bare } from './opinion-frame'
import { Reading } from './reading'

/** The opinion: the act of opening it, then reading it beside its questions, verified. */
export function OpinionPage() {
  const { t } = useTranslation('desktop')
  const id = useCaseId()
  const navigate = useNavigate()
  useEscape(() => void navigate('/'))
  const view = useCase(id)
  const head = useOpinionHead(id)
  const opened = head.data?.state === 'opened' && head.data.needs === ''
  const opinion = useOpinion(id, opened && (head.data?.may_open ?? false))

  if (!view.data || !head.data) {
    const fault = view.error ?? head.error
    return (
      <Bare>
        {fault ? (
          <FaultPage
            fault={fault}
            retry={() => {
              void view.refetch()
              void head.refetch()
            }}
          />
        ) : (
          <Loading what={t('opinion.loading')} />
        )}
      </Bare>
    )
  }
  if (opinion.data) {
    const { head: shown, proof } = opinion.data
    if (!proof.valid) return <FailedPage view={view.data} proof={proof} />
    if (shown.version < head.data.version) return <SupersededPage view={view.data} head={head.data} />
    return <Reading view={view.data} opinion={opinion.data} />
  }
  if (head.data.state === 'none') {
    return (
      <Bare view={view.data}>
        <Empty what={t('opinion.none')} how={t('opinion.noneHow')} />
      </Bare>
    )
  }
  if (opinion.error) {
    // What is stored does not verify: nothing of it is shown, and what does verify is said.
    if (opinion.error.kind === 'signature-mismatch' || opinion.error.kind === 'damaged') return <FailedPage view={view.data} fault={opinion.error} />
    return (
      <Bare view={view.data}>
        <FaultPage fault={opinion.error} retry={() => void opinion.refetch()} />
      </Bare>
    )
  }
  if (opened && head.data.may_open) {
    return (
      <Bare view={view.data}>
        <Loading what={t('opinion.verifying')} />
      </Bare>
    )
  }
  return (
    <Bare view={view.data}>
      <OpenGate head={head.data} />
    </Bare>
  )
}
