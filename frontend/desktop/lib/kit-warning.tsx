import { Button } from '@shared/ui/button'
import { Dialog } from '@shared/ui/dialog'
import { Banner } from '@shared/ui/notice'
import { PassphraseField } from '@shared/form/field'
import { type FormEvent, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNewKit } from '../api/session/new-kit'
import { FaultNote } from './fault-view'

/** Nobody confirmed the vault's recovery kit: what that means, and the way to a new one. */
export function KitWarning() {
  const { t } = useTranslation('desktop')
  const [asking, setAsking] = useState(false)
  const [empty, setEmpty] = useState(false)
  const own = useRef<HTMLInputElement>(null)
  const make = useNewKit()
  const form = useId()

  function submit(e: FormEvent) {
    e.preventDefault()
    const typed = own.current?.value ?? ''
    setEmpty(typed === '')
    if (typed && !make.isPending) make.mutate(typed, { onError: () => own.current?.select() })
  }

  return (
    <>
      <Banner kind="time" title={t('kit.none')} act={<Button onClick={() => setAsking(true)}>{t('kit.make')}</Button>}>
        {t('kit.noneSays')}
      </Banner>
      <Dialog
        open={asking}
        onClose={() => setAsking(false)}
        title={t('kit.makeTitle')}
        busy={make.isPending}
        buttons={
          <>
            <Button kind="primary" type="submit" form={form} busy={make.isPending && t('kit.making')}>
              {t('kit.makeAct')}
            </Button>
            <Button onClick={() => setAsking(false)}>{t('kit.later')}</Button>
          </>
        }
      >
        <form id={form} onSubmit={submit} noValidate>
          <p>{t('kit.makeSays')}</p>
          <PassphraseField ref={own} data-autofocus label={t('kit.own')} placeholder=" " error={empty ? t('lock.needPassphrase') : undefined} onChange={() => setEmpty(false)} />
          <FaultNote fault={make.error} />
        </form>
      </Dialog>
    </>
  )
}
