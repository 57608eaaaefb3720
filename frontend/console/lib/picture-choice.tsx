import { after } from '@shared/after'
import type { Fault } from '@shared/fault'
import { Button } from '@shared/ui/button'
import { Note } from '@shared/ui/notice'
import { type ReactNode, useRef, useState } from 'react'

/**
 * A picture chosen from a file, sent and kept at once: the buttons, then what stands
 * below them, then what the service found wrong with the file.
 */
export function PictureChoice({ keep, there, label, words, className, onKept, onAway, children }: {
  keep: { isPending: boolean; mutateAsync: (file: File) => Promise<string> }
  /** There is one that can be replaced or taken away. */
  there: boolean
  label?: string
  words: { choose: string; other: string; away: string; sending: string }
  /** Of the row of buttons. */
  className: string | undefined
  onKept: (sha256: string) => void
  onAway: () => void
  children: ReactNode
}) {
  const input = useRef<HTMLInputElement>(null)
  const [fault, setFault] = useState<Fault | null>(null)
  return (
    <>
      <div className={className}>
        <input
          ref={input}
          type="file"
          accept="image/png,image/jpeg"
          aria-label={label}
          hidden
          onChange={e => {
            const file = e.target.files?.[0]
            e.target.value = '' // the same file may be chosen again
            if (!file) return
            setFault(null)
            after(keep.mutateAsync(file), { done: onKept, failed: setFault })
          }}
        />
        <Button busy={keep.isPending && words.sending} onClick={() => input.current?.click()}>
          {there ? words.other : words.choose}
        </Button>
        {there ? (
          <Button kind="link" onClick={onAway}>
            {words.away}
          </Button>
        ) : null}
      </div>
      {children}
      {fault ? (
        <Note kind="problem" live>
          {fault.message}
        </Note>
      ) : null}
    </>
  )
}
