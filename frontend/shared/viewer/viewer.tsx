import { lazy, Suspense, useState } from 'react'
import { darkTokens } from '../theme/theme'
import { Button } from '../ui/button'
import { Empty, Loading } from '../ui/states'
import { Opened } from './opened'
import type { ViewerProps } from './props'
import { opening, type Stack } from './stack'
import { Toolbar } from './toolbar'
import { namedStart, useOpening } from './use-opening'
import classes from './viewer.module.css'
import { useWords } from './words'

// Slides bring a library of their own, and most cases have none.
const SlideView = lazy(() => import('./slide/slide-view').then(m => ({ default: m.SlideView })))

/** A case's images: the same viewer in the window and in the console. */
export function Viewer(props: ViewerProps) {
  const { t } = useWords()
  const { opened, fault } = useOpening(props)
  const [chosen, setChosen] = useState<{ stack: Stack; keyImage?: string } | null>(null)
  const [elsewhere, setElsewhere] = useState(false) // no more at what the address names
  const choose = (stack: Stack, keyImage?: string) => setChosen({ stack, keyImage })
  const target = chosen ? { series: chosen.stack.series.uid } : elsewhere ? undefined : props.target
  const keyImage = chosen ? chosen.keyImage : elsewhere ? undefined : props.keyImage
  // Once opened it stays, whatever becomes of the key image by which it was.
  const [led, setLed] = useState<{ stack: Stack } | null>(null)
  const leads = opened && !chosen && !elsewhere ? (led ?? namedStart(opened.stacks, props)) : undefined
  if (leads && !led) setLed(leads)
  const named = props.keyImage !== undefined || props.target !== undefined
  const lost = opened !== null && opened.stacks.length > 0 && named && !chosen && !elsewhere && !leads
  const soon = (what: string) => (
    <>
      <Toolbar person={props.person} back={props.back} />
      <main className={classes.inset}>
        <Loading what={what} />
      </main>
    </>
  )
  const start = chosen ?? (opened ? (leads ?? opening(opened.stacks)) : null)
  return (
    <div className={classes.viewer} style={darkTokens}>
      {lost ? (
        <>
          <Toolbar person={props.person} back={props.back} />
          <main className={classes.inset} role="alert">
            <Empty what={t('lost.what')} how={t('lost.how')} act={<Button onClick={() => setElsewhere(true)}>{t('lost.others')}</Button>} />
          </main>
        </>
      ) : opened && start?.stack.slide ? (
        <Suspense fallback={soon(t('slide.opening'))}>
          <SlideView key={`${start.stack.key} ${keyImage ?? ''}`} {...props} target={target} keyImage={keyImage} frames={opened.frames} stack={start.stack} stacks={opened.stacks} onChoose={choose} />
        </Suspense>
      ) : opened && opened.stacks.length > 0 ? (
        <Opened {...props} target={target} keyImage={keyImage} {...opened} onSlide={choose} />
      ) : fault || opened ? (
        <>
          <Toolbar person={props.person} back={props.back} />
          <main className={classes.inset}>{fault ? <p role="alert">{fault.message || t('image.failed')}</p> : <Empty what={t('none')} how={t('noneHow')} />}</main>
        </>
      ) : (
        soon(t('loading'))
      )}
    </div>
  )
}
