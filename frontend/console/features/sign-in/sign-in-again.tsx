import { useLayoutEffect, useState } from 'react'
import { createPortal } from 'react-dom'
import { SignInPage } from './sign-in-page'
import classes from './sign-in.module.css'

/**
 * Signing in over a page whose session has ended. The page stays below with all
 * that was typed, but nothing of it is shown, read aloud or reached by keys.
 */
export function SignInAgain({ name }: { name: string }) {
  const [was] = useState(() => document.activeElement)
  useLayoutEffect(() => {
    document.body.dataset.shielded = ''
    return () => {
      delete document.body.dataset.shielded
      if (was instanceof HTMLElement) was.focus()
    }
  }, [was])
  return createPortal(
    // Keys are not for the dialogs and shortcuts of the page below.
    <div data-shield className={classes.shield} onKeyDown={e => e.stopPropagation()}>
      <SignInPage again={name} />
    </div>,
    document.body,
  )
}
