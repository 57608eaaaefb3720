import { Modal } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './reader.module.css'

/** A record over the whole window. Esc leads back to where it was opened. */
export function ReaderDialog({ title, act, onClose, children }: { title: string; act?: ReactNode; onClose: () => void; children: ReactNode }) {
  const { t } = useTranslation('shared')
  return (
    <Modal.Root opened onClose={onClose} fullScreen transitionProps={{ duration: 0 }}>
      <Modal.Content classNames={{ content: classes.dialog }} radius={0}>
        <Modal.Header className={classes.dialogHead}>
          <Modal.Title className="oso-cut">
            <bdi>{title}</bdi>
          </Modal.Title>
          {act}
          <Modal.CloseButton aria-label={t('act.close')} />
        </Modal.Header>
        <Modal.Body className={classes.dialogBody}>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}
