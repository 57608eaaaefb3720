import { IconDownload, IconPrinter } from '@tabler/icons-react'
import { Button } from '@shared/ui/button'
import { Icon } from '@shared/ui/icon'
import { Note } from '@shared/ui/notice'
import { Loading } from '@shared/ui/states'
import { TextField } from '@shared/form/field'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useConfirmKit } from '../../api/session/confirm-kit'
import { useKit } from '../../api/session/get-kit'
import { useSaveKit } from '../../api/session/save-kit'
import type { KitOffer, SessionState } from '../../bridge'
import { FaultNote, FaultPage } from '../../lib/fault-view'
import classes from './lock.module.css'
import { LockPage } from './lock-page'

/** Shown once: print or save it, then type one word of it back. */
export function RecoveryKitPage({ session }: { session: SessionState }) {
  const { t } = useTranslation('desktop')
  const kit = useKit()
  return (
    <LockPage wide wordmark={session.service.name || t('app.name')} title={t('kit.title')} lead={<span className={classes.noPrint}>{t('kit.lead')}</span>}>
      {kit.data ? <Kit kit={kit.data} /> : kit.error ? <FaultPage fault={kit.error} retry={() => void kit.refetch()} /> : <Loading what={t('kit.groups')} />}
    </LockPage>
  )
}

function Kit({ kit }: { kit: KitOffer }) {
  const { t } = useTranslation('desktop')
  const save = useSaveKit()
  const confirm = useConfirmKit()
  const [word, setWord] = useState('')
  const [empty, setEmpty] = useState(false)

  function submit(e: FormEvent) {
    e.preventDefault()
    setEmpty(word.trim() === '')
    if (word.trim() && !confirm.isPending) confirm.mutate(word.trim())
  }

  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <p className={classes.printHead}>{t('kit.printHead')}</p>
      <ol className={classes.groups} aria-label={t('kit.groups')}>
        {kit.groups.map((g, i) => (
          <li key={i} className={classes.group}>
            {g}
          </li>
        ))}
      </ol>
      <div className={`${classes.acts} ${classes.noPrint}`}>
        <Button icon={<Icon of={IconPrinter} />} onClick={() => window.print()}>
          {t('kit.print')}
        </Button>
        <Button icon={<Icon of={IconDownload} />} onClick={() => save.mutate()}>
          {t('kit.save')}
        </Button>
        <span role="status" className="oso-small oso-ink-2">
          {save.data ? t('kit.saved') : t('kit.keep')}
        </span>
      </div>
      <FaultNote fault={save.error} />
      {kit.note || kit.keyring !== 'used' ? (
        <Note kind="time" title={t('kit.alone')}>
          {kit.note}
        </Note>
      ) : null}
      <div className={classes.noPrint}>
        <TextField
          label={t('kit.confirm', { number: kit.ask + 1 })}
          hint={t('kit.confirmHint')}
          value={word}
          onChange={e => {
            setWord(e.target.value)
            setEmpty(false)
          }}
          error={empty ? t('kit.empty') : undefined}
        />
      </div>
      <FaultNote fault={confirm.error} />
      <div className={classes.noPrint}>
        <Button kind="primary" size="lg" type="submit" busy={confirm.isPending && t('kit.acting')}>
          {t('kit.act')}
        </Button>
      </div>
    </form>
  )
}
