import { PassphraseField } from '@shared/form/field'
import { Button } from '@shared/ui/button'
import { Empty, Loading } from '@shared/ui/states'
import { type FormEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useCase } from '../../api/cases/get-case'
import { useOpinionHead } from '../../api/opinion/get-head'
import { useOpinion } from '../../api/opinion/open-opinion'
import { useEarlier, useOpenEarlier } from '../../api/opinion/earlier'
import type { CaseView, OpinionView } from '../../bridge'
import { FaultNote, FaultPage } from '../../lib/fault-view'
import { useCaseId } from '../../lib/use-case-id'
import { useEscape } from '../../lib/use-escape'
import { FailedPage, SupersededPage } from './not-shown'
import { OpenGate } from './open-gate'
import { Bare } from './opinion-frame'
import classes from './opinion.module.css'
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
    return <Newest view={view.data} opinion={opinion.data} />
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

/** The newest version, and the one that it adds to, which stands beside it. */
function Newest({ view, opinion }: { view: CaseView; opinion: OpinionView }) {
  const [earlier, setEarlier] = useState(false)
  const version = opinion.adds_to
  if (version > 0 && earlier) return <EarlierVersion key={version} view={view} version={version} newest={opinion.head.version} onBack={() => setEarlier(false)} />
  return <Reading view={view} opinion={opinion} earlier={version > 0 ? { version, onRead: () => setEarlier(true), back: false } : undefined} />
}

/** A version that an addendum adds to; the passphrase opens it where it was not opened in this session. */
function EarlierVersion({ view, version, newest, onBack }: { view: CaseView; version: number; newest: number; onBack: () => void }) {
  const { t } = useTranslation('desktop')
  const id = view.row.id
  const earlier = useEarlier(id, version)
  const open = useOpenEarlier(id, version)
  const passphrase = useRef<HTMLInputElement>(null)
  const [empty, setEmpty] = useState(false)
  if (earlier.data) return <Reading view={view} opinion={earlier.data} earlier={{ version: newest, onRead: onBack, back: true }} />
  if (!earlier.error) {
    return (
      <Bare view={view}>
        <Loading what={t('opinion.verifying')} />
      </Bare>
    )
  }
  function submit(e: FormEvent) {
    e.preventDefault()
    const typed = passphrase.current?.value ?? ''
    setEmpty(typed === '')
    if (typed && !open.isPending) open.mutate(typed, { onError: () => passphrase.current?.select() })
  }
  return (
    <Bare view={view}>
      {earlier.error.kind === 'vault-locked' ? (
        <form className={classes.gateForm} onSubmit={submit} noValidate>
          <h2 className={classes.gateTitle}>{t('opinion.readEarlier', { version })}</h2>
          <PassphraseField ref={passphrase} label={t('opinion.passphrase')} autoFocus placeholder=" " onChange={() => setEmpty(false)} error={empty ? t('opinion.needPassphrase') : undefined} />
          <FaultNote fault={open.error} />
          <div className="oso-row">
            <Button kind="primary" type="submit" busy={open.isPending && t('opinion.opening')}>
              {t('opinion.open')}
            </Button>
            <Button kind="link" onClick={onBack}>
              {t('opinion.readAddendum', { version: newest })}
            </Button>
          </div>
        </form>
      ) : (
        <FaultPage fault={earlier.error} retry={() => void earlier.refetch()} />
      )}
    </Bare>
  )
}
