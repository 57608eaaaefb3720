import { Drawer, Modal } from '@mantine/core'
import { type ReactNode, useLayoutEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { unlessCovered } from './covered'
import classes from './dialog.module.css'
import { keysPlace } from './keys-place'

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

/**
 * Once it is closed, the keyboard is where it was before, or where the next row is
 * now. Mantine does so only for what stays in the page while it is closed; ours often
 * goes with its act.
 */
function useFocusBack(open: boolean) {
  useLayoutEffect(() => {
    if (!open) return
    const before = keysPlace(document.activeElement)
    return () => {
      const now = document.activeElement
      const gone = !now || now === document.body || now.closest('[role="dialog"]') !== null
      if (gone) before()?.focus({ preventScroll: true })
    }
  }, [open])
}

/** Only for what cannot be taken back, and for signing in a second time. */
export function Dialog({ open, onClose, title, children, buttons, busy }: DialogProps) {
  useFocusBack(open)
  return (
    <Modal opened={open} onClose={unlessCovered(onClose)} closeOnEscape={!busy} closeOnClickOutside={!busy} title={title}>
      <div className={classes.body}>{children}</div>
      <div className={classes.buttons}>{buttons}</div>
    </Modal>
  )
}

/** From the right, for looking something up without leaving. */
export function Sheet({ open, onClose, title, children, wide }: { open: boolean; onClose: () => void; title: string; children: ReactNode; /** For a page of text; 'two' for two columns. */ wide?: boolean | 'two' }) {
  const { t } = useTranslation('shared')
  useFocusBack(open)
  return (
    <Drawer opened={open} onClose={unlessCovered(onClose)} title={title} size={wide === 'two' ? '66rem' : wide ? '40rem' : undefined} closeButtonProps={{ 'aria-label': t('act.close') }}>
      <Begun>{children}</Begun>
    </Drawer>
  )
}

/** What is to have the keys has them at once: what is typed while a sheet still comes in is not lost. */
function Begun({ children }: { children: ReactNode }) {
  const at = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => at.current?.querySelector<HTMLElement>('[data-autofocus]')?.focus({ preventScroll: true }), [])
  return (
    <div ref={at} className={classes.begun}>
      {children}
    </div>
  )
}
