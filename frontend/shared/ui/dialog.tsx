import { Drawer, Modal } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './dialog.module.css'

type DialogProps = {
  open: boolean
  onClose: () => void
  /** The question: "Discard this draft?" */
  title: string
  children?: ReactNode
  /** Danger first, the safe act last; the safe one has data-autofocus. */
  buttons: ReactNode
  /** While something runs neither Esc nor the scrim closes it. */
  busy?: boolean
}

/** Only for what cannot be taken back, and for signing in a second time. */
export function Dialog({ open, onClose, title, children, buttons, busy }: DialogProps) {
  return (
    <Modal opened={open} onClose={onClose} closeOnEscape={!busy} closeOnClickOutside={!busy} title={title}>
      <div className={classes.body}>{children}</div>
      <div className={classes.buttons}>{buttons}</div>
    </Modal>
  )
}

/** From the right, for looking something up without leaving. */
export function Sheet({ open, onClose, title, children, wide }: { open: boolean; onClose: () => void; title: string; children: ReactNode; wide?: boolean }) {
  const { t } = useTranslation('shared')
  return (
    <Drawer opened={open} onClose={onClose} title={title} size={wide ? '40rem' : undefined} closeButtonProps={{ 'aria-label': t('act.close') }}>
      {children}
    </Drawer>
  )
}
