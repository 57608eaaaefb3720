import { Button } from '@shared/ui/button'
import { Glyph } from '@shared/ui/glyph'
import { CheckField } from '@shared/form/choice'
import { PassphraseField } from '@shared/form/field'
import { formatMoment } from '@shared/format/date'
import { type FormEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useOpenOpinion } from '../../api/opinion/open-opinion'
import { useVerify } from '../../api/opinion/verify'
import type { OpinionHead, Proof } from '../../bridge'
import { FaultNote } from '../../lib/fault-view'
import classes from './opinion.module.css'
import { Signers } from './proof-column'

/** Before the opinion is shown: what follows from the first opening, and the physician's passphrase. */
export function OpenGate({ head }: { head: OpinionHead }) {
  const { t } = useTranslation('desktop')
  const title = head.state === 'corrected' ? t('opinion.correctedTitle') : head.accessed ? t('opinion.againTitle') : t('opinion.arrived')
  return (
    <div className={classes.gate}>
      <h2 className={classes.gateTitle}>{title}</h2>
      <p className="oso-ink-2">
        {head.accessed ? t('opinion.openedOn', { by: head.by, date: formatMoment(head.accessed) }) : t('opinion.arrivedOn', { version: head.version, date: formatMoment(head.released) })}
      </p>
      {head.handed && !head.accessed ? <p className={classes.gateText}>{t('opinion.handed')}</p> : null}
      {head.may_open ? (
        <OpenForm head={head} />
      ) : (
        <p className={classes.gateText}>
          <b>{t('opinion.physicianOnly')}</b> {t('opinion.physicianOnlySays')}
        </p>
      )}
    </div>
  )
}

function OpenForm({ head }: { head: OpinionHead }) {
  const { t } = useTranslation('desktop')
  const open = useOpenOpinion(head.case)
  const verify = useVerify(head.case)
  const passphrase = useRef<HTMLInputElement>(null)
  const [empty, setEmpty] = useState(false)
  const [delegate, setDelegate] = useState(false)
  const corrected = head.state === 'corrected'
  const busy = open.isPending || verify.isPending

  /** Both acts need the passphrase; only one of them opens. */
  function act(run: (typed: string) => void) {
    const typed = passphrase.current?.value ?? ''
    const missing = typed === '' && head.needs === 'passphrase'
    setEmpty(missing)
    if (!missing && !busy) run(typed)
  }

  function submit(e: FormEvent) {
    e.preventDefault()
    act(typed => open.mutate({ passphrase: typed, delegate }, { onError: () => passphrase.current?.select() }))
  }

  return (
    <form className={classes.gateForm} onSubmit={submit} noValidate>
      <OpenLead head={head} />
      {head.needs === 'passphrase' ? (
        <PassphraseField ref={passphrase} label={t('opinion.passphrase')} autoFocus placeholder=" " onChange={() => setEmpty(false)} error={empty ? t('opinion.needPassphrase') : undefined} />
      ) : null}
      {head.delegated ? null : <CheckField label={t('opinion.delegate')} description={t('opinion.delegateSays')} checked={delegate} onChange={setDelegate} />}
      <FaultNote fault={open.error ?? verify.error} />
      <div className="oso-row">
        <Button kind="primary" size="lg" type="submit" busy={open.isPending && t('opinion.opening')}>
          {corrected ? t('opinion.openCorrected') : t('opinion.open')}
        </Button>
        <Button kind="link" busy={verify.isPending && t('opinion.verifying')} onClick={() => act(typed => verify.mutate(typed))}>
          {t('opinion.check')}
        </Button>
      </div>
      {verify.data ? <Checked proof={verify.data} /> : null}
    </form>
  )
}

function OpenLead({ head }: { head: OpinionHead }) {
  const { t } = useTranslation('desktop')
  if (head.state === 'corrected') return <p>{t('opinion.correctedSays')}</p>
  if (head.accessed) return <p>{t('opinion.againSays')}</p>
  return (
    <>
      <p>{t('opinion.openLead')}</p>
      <ul className={classes.limits}>
        <li>{t('opinion.then1')}</li>
        <li>{t('opinion.then2')}</li>
        <li>{t('opinion.then3')}</li>
      </ul>
    </>
  )
}

/** Who signed, without opening: no access, no content. */
function Checked({ proof }: { proof: Proof }) {
  const { t } = useTranslation('desktop')
  return (
    <section className={classes.gateProof} aria-label={t('opinion.proof')}>
      <p className="oso-row">
        <Glyph kind={proof.valid ? 'done' : 'problem'} />
        <b>{proof.valid ? t('opinion.verified') : t('opinion.failed')}</b>
      </p>
      <Signers proof={proof} />
    </section>
  )
}
