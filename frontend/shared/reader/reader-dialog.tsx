import { Modal } from '@mantine/core'
import { type ReactNode, useEffect, useLayoutEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './reader.module.css'

/** A record over the whole window. Esc leads back to where it was opened. */
export function ReaderDialog({ title, act, onClose, children }: { title: string; act?: ReactNode; onClose: () => void; children: ReactNode }) {
  const { t } = useTranslation('shared')
  const [body, setBody] = useState<HTMLElement | null>(null) // it is there later than the dialog's first drawing
  useEffect(() => (body ? givesKeys(body) : undefined), [body])
  useLayoutEffect(() => {
    const opener = document.activeElement
    const by = String(performance.now())
    document.documentElement.dataset.covered = by
    return () => {
      // Once the dialog is gone, whoever had the keys goes on where it was opened; what
      // lies under it has heard the same press by then.
      setTimeout(() => {
        if (document.documentElement.dataset.covered === by) delete document.documentElement.dataset.covered
        if (opener instanceof HTMLElement && document.activeElement === document.body) opener.focus({ preventScroll: true })
      })
    }
  }, [])
  return (
    <Modal.Root opened onClose={onClose} fullScreen transitionProps={{ duration: 0 }}>
      <Modal.Content classNames={{ content: classes.dialog }} radius={0}>
        <Modal.Header className={classes.dialogHead}>
          <Modal.Title className={`oso-cut ${classes.dialogTitle}`}>
            <bdi>{title}</bdi>
          </Modal.Title>
          {act}
          <Modal.CloseButton aria-label={t('act.close')} />
        </Modal.Header>
        <Modal.Body ref={setBody} className={classes.dialogBody} tabIndex={-1} data-autofocus>
          {children}
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}

/** What is read comes before the dialog has the keys, or after: it is given them then, unless somebody has gone elsewhere. */
function givesKeys(body: HTMLElement): () => void {
  const give = () => {
    if (document.activeElement === body) body.querySelector<HTMLElement>('[data-reading]')?.focus({ preventScroll: true })
  }
  const watch = new MutationObserver(give)
  watch.observe(body, { childList: true, subtree: true })
  body.addEventListener('focus', give)
  return () => {
    watch.disconnect()
    body.removeEventListener('focus', give)
  }
}
