import { lazy, Suspense, useState } from 'react'
import { darkTokens } from '../theme/theme'
import { Button } from '../ui/button'
import { Empty, Loading } from '../ui/states'
import { Opened } from './opened'
import type { ViewerProps } from './props'
import { find, opening, type Stack } from './stack'
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
  const [chosen, setChosen] = useState<Stack | null>(null)
  const [elsewhere, setElsewhere] = useState(false) // no more at what the address names
  const target = chosen ? { series: chosen.series.uid } : elsewhere ? undefined : props.target
  const named = props.keyImage !== undefined || props.target !== undefined
  const lost = opened !== null && opened.stacks.length > 0 && named && !chosen && !elsewhere && !namedStart(opened.stacks, props)
  const start = chosen ? { stack: chosen } : opened && ((target && find(opened.stacks, target)) ?? opening(opened.stacks))
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
        <Suspense fallback={<Loading what={t('slide.opening')} />}>
          <SlideView key={start.stack.key} {...props} target={target} frames={opened.frames} stack={start.stack} stacks={opened.stacks} onChoose={setChosen} />
        </Suspense>
      ) : opened && opened.stacks.length > 0 ? (
        <Opened {...props} target={target} keyImage={chosen ? undefined : props.keyImage} {...opened} onSlide={setChosen} />
      ) : (
        <>
          <Toolbar person={props.person} back={props.back} />
          <main className={classes.inset}>
            {fault ? <p role="alert">{fault.message || t('image.failed')}</p> : opened && opened.stacks.length === 0 ? <Empty what={t('none')} how={t('noneHow')} /> : <Loading what={t('loading')} />}
          </main>
        </>
      )}
    </div>
  )
}
