import { useTranslation } from 'react-i18next'
import { useBlocker } from 'react-router'
import { LeaveDialog, useBeforeUnload } from './leave-dialog'
import { useKeptForElsewhere } from './session-windows'

const notKept = () => Promise.resolve(false)

/** Asks before a form that is only kept by its own button is left with something typed in it; or what else is lost, in words of its own. */
export function LeaveTyped({ typed, title, words }: { typed: boolean; title?: string; words?: string }) {
  const { t } = useTranslation('console')
  useBeforeUnload(typed)
  useKeptForElsewhere({ unsaved: () => typed, flush: notKept })
  const blocker = useBlocker(({ currentLocation, nextLocation }) => typed && currentLocation.pathname !== nextLocation.pathname)
  if (blocker.state !== 'blocked') return null
  return <LeaveDialog open title={title ?? t('leave.typedTitle')} words={words ?? t('leave.typed')} onStay={() => blocker.reset()} onLeave={() => blocker.proceed()} />
}
