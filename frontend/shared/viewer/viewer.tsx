import { lazy, Suspense, useEffect, useState } from 'react'
import { darkTokens } from '../theme/theme'
import { Button } from '../ui/button'
import { Empty, Loading } from '../ui/states'
import type { Other } from './contract'
import { ownKeyImages } from './key-images'
import { Opened } from './opened'
import type { ViewerProps } from './props'
import { find, opening, type Stack, stacksOf } from './stack'
import { Toolbar } from './toolbar'
import { useFrames } from './use-frames'
import classes from './viewer.module.css'
import { useWords } from './words'

// Slides bring a library of their own, and most cases have none.
const SlideView = lazy(() => import('./slide/slide-view').then(m => ({ default: m.SlideView })))

/** Whether there is what the address names, if it names anything. */
function leads(stacks: Stack[], { target, keyImage, keyImages }: ViewerProps): boolean {
  if (keyImage === undefined) return !target || find(stacks, target) !== undefined
  const k = [...(keyImages ? ownKeyImages(keyImages) : []), ...(keyImages?.others ?? []).flatMap(o => o.list)].find(x => x.id === keyImage)
  return k !== undefined && find(stacks, { record: k.record, frame: k.frame }) !== undefined
}

/** A case's images: the same viewer in the window and in the console. */
export function Viewer(props: ViewerProps) {
  const { source } = props
  const { t } = useWords()
  const [found, setFound] = useState<{ stacks: Stack[]; others: Other[] } | null>(null)
  const [fault, setFault] = useState<Error | null>(null)
  useEffect(() => {
    const abort = new AbortController()
    source.images(abort.signal).then(
      images => setFound({ stacks: stacksOf(images), others: images.others ?? [] }),
      (e: unknown) => {
        if (!abort.signal.aborted) setFault(e instanceof Error ? e : new Error())
      },
    )
    return () => abort.abort()
  }, [source])
  const frames = useFrames(source)
  useEffect(() => {
    const syntax = found && opening(found.stacks)?.stack.series.instances[0]?.syntax
    if (syntax) frames?.expect(syntax)
  }, [frames, found])
  const [chosen, setChosen] = useState<Stack | null>(null)
  const [elsewhere, setElsewhere] = useState(false) // no more at what the address names
  const target = chosen ? { series: chosen.series.uid } : elsewhere ? undefined : props.target
  const lost = found !== null && found.stacks.length > 0 && !chosen && !elsewhere && !leads(found.stacks, props)
  const start = chosen ? { stack: chosen } : found && ((target && find(found.stacks, target)) ?? opening(found.stacks))
  return (
    <div className={classes.viewer} style={darkTokens}>
      {lost ? (
        <>
          <Toolbar person={props.person} back={props.back} />
          <main className={classes.inset} role="alert">
            <Empty what={t('lost.what')} how={t('lost.how')} act={<Button onClick={() => setElsewhere(true)}>{t('lost.others')}</Button>} />
          </main>
        </>
      ) : frames && found && start?.stack.slide ? (
        <Suspense fallback={<Loading what={t('slide.opening')} />}>
          <SlideView key={start.stack.key} {...props} target={target} frames={frames} stack={start.stack} stacks={found.stacks} onChoose={setChosen} />
        </Suspense>
      ) : frames && found && found.stacks.length > 0 ? (
        <Opened {...props} target={target} keyImage={chosen ? undefined : props.keyImage} frames={frames} {...found} onSlide={setChosen} />
      ) : (
        <>
          <Toolbar person={props.person} back={props.back} />
          <main className={classes.inset}>
            {fault ? <p role="alert">{fault.message || t('image.failed')}</p> : found && found.stacks.length === 0 ? <Empty what={t('none')} how={t('noneHow')} /> : <Loading what={t('loading')} />}
          </main>
        </>
      )}
    </div>
  )
}
