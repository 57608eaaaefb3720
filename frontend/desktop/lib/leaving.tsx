import { Button } from '@shared/ui/button'
import { Dialog } from '@shared/ui/dialog'
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useUnsaved } from '../api/cases/save-section'
import { useCloseNow } from '../api/session/close'
import { useLockNow } from '../api/session/lock'
import { type Closing, onEvent } from '../bridge'

/** What somebody is about to do, and what it would cost. */
type Leaving = Closing & { act: 'close' | 'lock' }

/** How long a lock waits for what was typed, in ms. */
const patience = 3000

const LockContext = createContext<(() => void) | null>(null)

/** Locks the vault: what was typed goes first, and if it cannot, the person is asked. */
export function useLock(): () => void {
  const lock = useContext(LockContext)
  if (!lock) throw new Error('no lock: this screen lies outside of the page')
  return lock
}

/** Closing and locking never lose in silence: what would be lost is said, and a person decides. */
export function LeavingProvider({ children }: { children: ReactNode }) {
  const { t } = useTranslation('desktop')
  const unsaved = useUnsaved()
  const lockNow = useLockNow()
  const closeNow = useCloseNow()
  const [leaving, setLeaving] = useState<Leaving | null>(null)
  useEffect(() => onEvent('closing', lost => setLeaving({ ...lost, act: 'close' })), [])

  async function lock() {
    let timer: ReturnType<typeof setTimeout> | undefined
    // A save that hangs holds up no lock: Go then asks the page itself, and waits no longer than it may.
    const late = new Promise<boolean>(done => (timer = setTimeout(() => done(true), patience)))
    const goes = await Promise.race([unsaved.flush(), late])
    clearTimeout(timer)
    if (goes) lockNow.mutate()
    else setLeaving({ act: 'lock', unsaved: true, importing: false })
  }

  function leave() {
    setLeaving(null)
    if (leaving?.act === 'close') closeNow.mutate()
    else lockNow.mutate()
  }

  const act = leaving?.act ?? 'close'
  return (
    <LockContext value={() => void lock()}>
      {children}
      <Dialog
        open={leaving !== null}
        onClose={() => setLeaving(null)}
        title={leaving?.unsaved ? t(`leave.${act}Unsaved`) : t('leave.closeImporting')}
        buttons={
          <>
            <Button kind="danger" onClick={leave}>
              {t(`leave.${act}`)}
            </Button>
            <Button data-autofocus onClick={() => setLeaving(null)}>
              {t('leave.stay')}
            </Button>
          </>
        }
      >
        {leaving?.unsaved ? <p>{t('leave.unsaved')}</p> : null}
        {leaving?.importing ? <p>{t('leave.importing')}</p> : null}
      </Dialog>
    </LockContext>
  )
}
