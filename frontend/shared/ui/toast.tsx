import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react'
import { Button } from './button'
import { standClear } from './toast-place'
import classes from './toast.module.css'

type Toast = { id: number; text: string; act?: { label: string; run: () => void } }
type Show = (text: string, act?: Toast['act']) => void

const ToastContext = createContext<Show>(() => {})

/** Says one sentence for six seconds, at the bottom left or where it covers no button; never an error, never the only sign. */
export function useToast(): Show {
  return useContext(ToastContext)
}

const seconds = 6

export function ToastProvider({ children }: { children: ReactNode }) {
  const [toast, setToast] = useState<Toast | null>(null)
  const [held, setHeld] = useState(false)
  const next = useRef(0)
  const show = useCallback<Show>((text, act) => {
    next.current += 1
    setHeld(false)
    setToast({ id: next.current, text, act })
  }, [])
  useEffect(() => {
    if (!toast || held) return
    const timer = setTimeout(() => setToast(null), seconds * 1000)
    return () => clearTimeout(timer)
  }, [toast, held])
  const value = useMemo(() => show, [show])
  return (
    <ToastContext value={value}>
      {children}
      <div className={classes.place} role="status" aria-live="polite">
        {toast ? (
          <div
            key={toast.id}
            ref={standClear}
            className={classes.toast}
            onPointerEnter={() => setHeld(true)}
            onPointerLeave={() => setHeld(false)}
            onFocus={() => setHeld(true)}
            onBlur={() => setHeld(false)}
          >
            <span className="oso-grow">{toast.text}</span>
            {toast.act ? (
              <Button
                kind="link"
                onClick={() => {
                  toast.act?.run()
                  setToast(null)
                }}
              >
                {toast.act.label}
              </Button>
            ) : null}
          </div>
        ) : null}
      </div>
    </ToastContext>
  )
}
