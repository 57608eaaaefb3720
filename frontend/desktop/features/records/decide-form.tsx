import { Button } from '@shared/ui/button'
import { stays } from '@shared/ui/stays'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { FaultNote } from '../../lib/fault-view'
import classes from './decide.module.css'

type Props = {
  children: ReactNode
  /** What its button says. */
  act: string
  onAct: () => void
  busy: boolean
  fault: Parameters<typeof FaultNote>[0]['fault']
}

/** What is decided on, and the one act that decides it, by Ctrl Enter too. */
export function DecideForm({ children, act, onAct, busy, fault }: Props) {
  const { t } = useTranslation('desktop')
  return (
    <form
      className={classes.form}
      noValidate
      onSubmit={e => {
        e.preventDefault()
        onAct()
      }}
      onKeyDown={e => {
        if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) {
          e.preventDefault()
          onAct()
        }
      }}
    >
      {children}
      <FaultNote fault={fault} />
      <div ref={stays} className={classes.end}>
        <Button kind="primary" wide type="submit" busy={busy && t('records.deciding')}>
          {act}
        </Button>
      </div>
    </form>
  )
}
