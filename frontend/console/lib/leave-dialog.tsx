import { Button } from '@shared/ui/button'
import { Dialog } from '@shared/ui/dialog'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'

/** The browser asks before the window is closed or loaded anew. */
export function useBeforeUnload(unsaved: boolean) {
  useEffect(() => {
    if (!unsaved) return
    const ask = (e: BeforeUnloadEvent) => e.preventDefault()
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [unsaved])
}

type Props = {
  open: boolean
  title: string
  /** What is lost by leaving. */
  words: string
  onStay: () => void
  onLeave: () => void
}

/** Asks before what is not saved is left behind. */
export function LeaveDialog({ open, title, words, onStay, onLeave }: Props) {
  const { t } = useTranslation('console')
  return (
    <Dialog
      open={open}
      onClose={onStay}
      title={title}
      buttons={
        <>
          <Button kind="danger" onClick={onLeave}>
            {t('leave.go')}
          </Button>
          <Button data-autofocus onClick={onStay}>
            {t('leave.stay')}
          </Button>
        </>
      }
    >
      <p>{words}</p>
    </Dialog>
  )
}
