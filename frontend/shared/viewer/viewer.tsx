import { useCallback, useEffect, useMemo, useState } from 'react'
import type { Person } from '../ui/identity'
import { darkTokens } from '../theme/theme'
import { Empty, Loading } from '../ui/states'
import { budgetOf, Frames, type Shown } from './frames'
import { extentOf, Pane } from './pane'
import { Side, useWindows, type ImageAct } from './side'
import type { Source } from './source'
import { find, type Stack, stacksOf, type Target } from './stack'
import { Strip } from './strip'
import { Toolbar } from './toolbar'
import type { Tool } from './use-drag'
import { mirrored, oneToOne, plainView, turned, type View, zoomAt } from './view'
import classes from './viewer.module.css'
import { useWords } from './words'

/** An image as it is seen, for whoever keeps it. */
export type Seen = { study: string; series: string; sop: string; record: string; frame: number; window: { center: number; width: number } | null }

export type ViewerProps = {
  source: Source
  person: Person
  back: { label: string; onClick: () => void }
  /** Which image it opens with; the first of all where none is named. */
  target?: Target
  /** A person marks the image that is shown. */
  onKeyImage?: (seen: Seen) => void
}

/** A case's images: the same viewer in the window and in the console. */
export function Viewer(props: ViewerProps) {
  const { source } = props
  const { t } = useWords()
  const [stacks, setStacks] = useState<Stack[] | null>(null)
  const [fault, setFault] = useState<Error | null>(null)
  useEffect(() => {
    const abort = new AbortController()
    source.images(abort.signal).then(
      images => setStacks(stacksOf(images)),
      (e: unknown) => {
        if (!abort.signal.aborted) setFault(e instanceof Error ? e : new Error())
      },
    )
    return () => abort.abort()
  }, [source])
  return (
    <div className={classes.viewer} style={darkTokens}>
      {stacks && stacks.length > 0 ? (
        <Opened {...props} stacks={stacks} />
      ) : (
        <>
          <Toolbar person={props.person} back={props.back} />
          <main className={classes.inset}>
            {fault ? <p role="alert">{fault.message || t('image.failed')}</p> : stacks ? <Empty what={t('none')} how={t('noneHow')} /> : <Loading what={t('loading')} />}
          </main>
        </>
      )}
    </div>
  )
}

function memory(): number | undefined {
  return 'deviceMemory' in navigator && typeof navigator.deviceMemory === 'number' ? navigator.deviceMemory : undefined
}

/** The frames of a case, for as long as it is looked at. */
function useFrames(source: Source): Frames | null {
  const [frames, setFrames] = useState<Frames | null>(null)
  useEffect(() => {
    const own = new Frames(source, { budget: budgetOf(memory()), workers: Math.min(3, Math.max(1, (navigator.hardwareConcurrency || 2) - 1)) })
    // Workers must end with the page: they are made where they are ended.
    // eslint-disable-next-line react-hooks/set-state-in-effect
    setFrames(own)
    return () => own.dispose()
  }, [source])
  return frames
}

function Opened({ source, person, back, target, onKeyImage, stacks }: ViewerProps & { stacks: Stack[] }) {
  const { t } = useWords()
  const frames = useFrames(source)
  const start = useMemo(() => (target && find(stacks, target)) ?? { stack: stacks.find(s => s.series.instances.some(i => i.shown)) ?? (stacks[0] as Stack), index: 0 }, [stacks, target])
  const [place, setPlace] = useState(start)
  const [view, setView] = useState<View>(plainView)
  const [tool, setTool] = useState<Tool>('scroll')
  const [panel, setPanel] = useState(false)
  const [standing, setStanding] = useState<{ shown: Shown | null; index: number }>({ shown: null, index: 0 })
  const onShown = useCallback((shown: Shown | null, index: number) => setStanding({ shown, index }), [])
  const windows = useWindows()
  const { stack, index } = place
  const { shown } = standing

  const go = useCallback((to: number) => setPlace(p => ({ ...p, index: Math.min(p.stack.slots.length - 1, Math.max(0, to)) })), [])
  const choose = (next: Stack) => {
    setPlace({ stack: next, index: 0 })
    setView(v => ({ ...plainView, inverted: v.inverted }))
  }
  const choices = windows(shown)
  const acts: ImageAct[] = [
    { key: 'fit', label: t('side.fit'), chord: 'F', act: () => setView(v => ({ ...v, zoom: 1, pan: { x: 0, y: 0 } })) },
    { key: 'one', label: t('side.one'), chord: 'O', act: () => oneToOneNow() },
    { key: 'turn', label: t('side.turn'), chord: 'T', act: () => setView(turned) },
    { key: 'mirror', label: t('side.mirror'), chord: 'M', pressed: view.flipped, act: () => setView(mirrored) },
    { key: 'invert', label: t('side.invert'), chord: 'I', pressed: view.inverted, act: () => setView(v => ({ ...v, inverted: !v.inverted })) },
  ]
  function roomNow() {
    const el = document.querySelector(`.${classes.pane}[data-active]`)
    return { width: el?.clientWidth ?? 1, height: el?.clientHeight ?? 1 }
  }
  function oneToOneNow() {
    if (shown) setView(v => oneToOne(extentOf(shown), v, roomNow(), window.devicePixelRatio || 1))
  }
  const keyImage = () => {
    const slot = stack.slots[standing.index]
    if (!shown || !slot || !onKeyImage) return
    onKeyImage({ study: stack.study.uid, series: stack.series.uid, sop: slot.instance.uid, record: slot.place.record, frame: slot.place.frame, window: view.window })
  }
  const reset = () => setView(plainView)

  const onKey = (e: React.KeyboardEvent) => {
    if (e.ctrlKey || e.altKey || e.metaKey) return
    const room = roomNow()
    const middle = { x: room.width / 2, y: room.height / 2 }
    const steps: Record<string, () => void> = {
      ArrowDown: () => go(index + 1),
      ArrowRight: () => go(index + 1),
      ArrowUp: () => go(index - 1),
      ArrowLeft: () => go(index - 1),
      PageDown: () => go(index + 10),
      PageUp: () => go(index - 10),
      Home: () => go(0),
      End: () => go(stack.slots.length - 1),
      '+': () => setView(v => zoomAt(v, 1.25, middle, room)),
      '-': () => setView(v => zoomAt(v, 0.8, middle, room)),
      r: reset,
      k: keyImage,
    }
    for (const a of acts) steps[a.chord.toLowerCase()] = a.act
    choices.slice(0, 4).forEach((c, i) => (steps[String(i + 1)] = () => setView(v => ({ ...v, window: c.window }))))
    const step = steps[e.key.length === 1 ? e.key.toLowerCase() : e.key]
    if (!step) return
    e.preventDefault()
    step()
  }

  return (
    <>
      <Toolbar person={person} back={back} tools={{ tool, onTool: setTool, onReset: reset, panel, onPanel: () => setPanel(!panel) }} />
      <div className={classes.grid}>
        {frames ? <Strip frames={frames} stacks={stacks} current={stack.series.uid} onChoose={choose} /> : null}
        <main className={classes.port} onKeyDown={onKey} aria-label={t('title')}>
          {frames ? <Pane frames={frames} stack={stack} index={index} view={view} tool={tool} active onGo={go} onView={setView} onActivate={() => {}} onShown={onShown} /> : null}
        </main>
        <Side choices={choices} window={view.window} onWindow={w => setView(v => ({ ...v, window: w }))} acts={acts} open={panel} />
        <p className={classes.limitsLine}>{t('limits')}</p>
      </div>
    </>
  )
}
