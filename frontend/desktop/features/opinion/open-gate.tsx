import { Button } from '@shared/ui/button'
import { Glyph } from '@shared/ui/glyph'
import { Loading } from '@shared/ui/states'
import { PassphraseField } from '@shared/form/field'
import { formatDay } from '@shared/format/date'
import { type FormEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useOpenOpinion } from '../../api/opinion/open-opinion'
import { useProof } from '../../api/opinion/verify'
import type { OpinionHead } from '../../bridge'
import { FaultNote } from '../../lib/fault-view'
import classes from './opinion.module.css'
import { Signers } from './proof-column'

/** Before the first opening: what follows from it, and the physician's passphrase. Staff can check who signed. */
export function OpenGate({ head }: { head: OpinionHead }) {
  const { t } = useTranslation('desktop')
  const corrected = head.state === 'corrected'
  return (
    <div className={classes.gate}>
      <h2 className={classes.gateTitle}>{corrected ? t('opinion.correctedTitle') : t('opinion.arrived')}</h2>
      <p className="oso-ink-2">{t('opinion.arrivedOn', { version: head.version, date: formatDay(head.released) })}</p>
      {head.may_open ? (
        <OpenForm head={head} />
      ) : (
        <p className={classes.gateText}>
          <b>{t('opinion.physicianOnly')}</b> {t('opinion.physicianOnlySays')}
        </p>
      )}
      <CheckSigners id={head.case} />
    </div>
  )
}

function OpenForm({ head }: { head: OpinionHead }) {
  const { t } = useTranslation('desktop')
  const open = useOpenOpinion(head.case)
  const passphrase = useRef<HTMLInputElement>(null)
  const [empty, setEmpty] = useState(false)
  const corrected = head.state === 'corrected'

  function submit(e: FormEvent) {
    e.preventDefault()
    const typed = passphrase.current?.value ?? ''
    setEmpty(typed === '' && head.needs === 'passphrase')
    if ((!typed && head.needs === 'passphrase') || open.isPending) return
    open.mutate(typed, { onError: () => passphrase.current?.select() })
  }

  return (
    <form className={classes.gateForm} onSubmit={submit} noValidate>
      {corrected ? (
        <p>{t('opinion.correctedSays')}</p>
      ) : (
        <>
          <p>{t('opinion.openLead')}</p>
          <ul className={classes.limits}>
            <li>{t('opinion.then1')}</li>
            <li>{t('opinion.then2')}</li>
            <li>{t('opinion.then3')}</li>
          </ul>
        </>
      )}
      {head.needs === 'passphrase' ? (
        <PassphraseField ref={passphrase} label={t('opinion.passphrase')} autoFocus placeholder=" " onChange={() => setEmpty(false)} error={empty ? t('opinion.needPassphrase') : undefined} />
      ) : null}
      <FaultNote fault={open.error} />
      <div>
        <Button kind="primary" size="lg" type="submit" busy={open.isPending && t('opinion.opening')}>
          {corrected ? t('opinion.openCorrected') : t('opinion.open')}
        </Button>
      </div>
    </form>
  )
}

/** Who signed, without opening: no access, no content. */
function CheckSigners({ id }: { id: string }) {
  const { t } = useTranslation('desktop')
  const [wanted, setWanted] = useState(false)
  const proof = useProof(id, wanted)
  if (!wanted) {
    return (
      <Button kind="link" onClick={() => setWanted(true)}>
        {t('opinion.check')}
      </Button>
    )
  }
  if (proof.error) return <FaultNote fault={proof.error} />
  if (!proof.data) return <Loading what={t('opinion.verifying')} />
  return (
    <section className={classes.gateProof} aria-label={t('opinion.proof')}>
      <p className="oso-row">
        <Glyph kind={proof.data.valid ? 'done' : 'problem'} />
        <b>{proof.data.valid ? t('opinion.verified') : t('opinion.failed')}</b>
      </p>
      <Signers proof={proof.data} />
    </section>
  )
}
