import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { KeyImage } from '../wire/key-image'
import type { Other } from './contract'
import { citedTarget, pointUnder } from './cite'
import { type Frames, keyOf, type Shown } from './frames'
import { type ImageHand, pressed } from './image-keys'
import { KeyImageList } from './key-image-list'
import { type Applied, named, seenNow, unmarkable } from './key-images'
import { KeyList } from './key-list'
import { windowOf } from './look'
import { type Mark, markKinds } from './marks'
import { Others } from './others'
import { Pane } from './pane'
import type { Presentation, Reference } from './presentation'
import { Side, useWindows, type ImageAct } from './side'
import { planeOf } from './space'
import { find, isAt, opening, type Stack } from './stack'
import { Strip } from './strip'
import { extentOf, viewOf } from './subject'
import { Tags } from './tags'
import { Toolbar } from './toolbar'
import { useCine } from './use-cine'
import { useKeyImages } from './use-key-images'
import { keyStart, useKeyOpening } from './use-key-opening'
import { useMarking } from './use-marking'
import { useMeasures } from './use-measures'
import { usePanes } from './use-panes'
import { useHanging } from './use-hanging'
import { useRendering } from './use-rendering'
import { useSegmentations } from './use-segmentations'
import type { Tool } from './use-drag'
import { affine, mirrored, oneToOne, plainView, type Point, type Size, turned } from './view'
import type { ViewerProps } from './props'
import classes from './viewer.module.css'
import { useWords } from './words'

const noMarks: Mark[] = []
const none: number[] = []
const noStacks: Stack[] = []

// What stands around the image comes when it is drawn, or is not there after as long as this.
const late = 150 // ms

/** Whether what stands around the images may come: half of what the page takes to be put together is theirs. */
function useAround(shown: boolean): boolean {
  const [come, setCome] = useState(false)
  useEffect(() => {
    if (come) return
    const timer = setTimeout(() => setCome(true), shown ? 0 : late)
    return () => clearTimeout(timer)
  }, [come, shown])
  return come
}

/** The viewer with a case's images in it. */
export function Opened({ source, frames, person, back, target, onLooked, onCite, saves, keyImages, keyImage, stacks: all, others, onSlide }: ViewerProps & { frames: Frames; stacks: Stack[]; others: Other[]; onSlide: (slide: Stack, keyImage?: string) => void }) {
  const { t } = useWords()
  const stacks = useMemo(() => all.filter(s => !s.slide), [all])
  const keys = useKeyImages(keyImages)
  const [first] = useState(() => [...keys.list, ...keys.others.flatMap(o => o.list)].find(k => k.id === keyImage))
  const start = useMemo(() => ({ view: plainView, ...((first && keyStart(stacks, first)) ?? (target && find(stacks, target)) ?? opening(stacks) ?? { stack: stacks[0] as Stack, index: 0 }) }), [stacks, target, first])
  const panes = usePanes(start, stacks)
  const { active, pane, standing, go, view: change, stands, reset } = panes
  const { stack, index } = pane
  const [tool, setTool] = useState<Tool>('scroll')
  const [panel, setPanel] = useState(false)
  const [reading, setReading] = useState(false)
  const [listing, setListing] = useState(false)
  const [applied, setApplied] = useState<Applied>({ record: '', presentation: null })
  const port = useRef<HTMLElement>(null)
  const room = useCallback(() => roomOf(port.current), [])
  const measures = useMeasures(port)
  const rendering = useRendering()
  const around = useAround(panes.standing.shown !== null)
  const windows = useWindows()
  const segmentations = useSegmentations(source, frames, stacks)
  useHanging(source, start.stack, stacks, target === undefined, panes.hang)
  const { shown } = standing
  const view = viewOf(pane.view, applied.presentation, shown, stack.slots[standing.index])
  const setView = useCallback((how: Parameters<typeof change>[1]) => change(active, how), [change, active])
  const cine = useCine({ series: stack.key, length: stack.slots.length, standing: standing.index, index, frameTime: shown?.described.frameTime ?? null, meanTime: shown?.described.meanTime ?? null, go: to => go(active, to) })

  // Whoever opens the viewer scrolls with the keys at once.
  useEffect(() => port.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus({ preventScroll: true }), [])

  const toImage = () => port.current?.querySelector<HTMLElement>('[data-active] [tabindex="0"]')?.focus({ preventScroll: true })
  const slotNow = stack.slots[standing.index]
  const unfit = slotNow && shown ? unmarkable(stack, slotNow, { glass: shown.described.glass, state: applied.presentation }) : null
  const waits = (k: KeyImage | undefined) => (k?.state && keyStart(stacks, k) ? t('key.stating') : '')
  const marking = useMarking(keys, waits(first), () => {
    const slot = stack.slots[standing.index]
    if (!shown || !slot) return null
    const size = room()
    const at = affine(extentOf(shown), view, size)
    const { place } = slot
    return { on: keyOf(place), image: named(stack, slot.instance, place.frame), seen: seenNow(shown, slot.instance.uid, view, applied, at, size), unfit, at, room: size, of: k => keyOf(k) === keyOf(place) }
  })
  const markKey = () => {
    if (marking.mark()) setPanel(true)
  }
  // Where in the chosen image window the pointer is.
  const pointer = useRef<Point | undefined>(undefined)
  /** byKey: with the button the pointer is at the button. A point or an arrow that stands is what is meant, before the pointer. */
  const cite = (byKey: boolean) => {
    const slot = stack.slots[standing.index]
    if (!onCite || !shown || !slot) return
    const focused = document.activeElement?.getAttribute('data-mark') ?? ''
    const extent = extentOf(shown)
    const measured = measures.point(keyOf(shown.place))
    const point = measured && String(measured.id) === focused ? measured.points[0] : undefined
    onCite(citedTarget(stack, slot, point ?? marking.pointed(focused) ?? pointUnder(extent, affine(extent, view, room()), byKey ? pointer.current : undefined)))
  }
  const apply_ = (record: string, presentation: Presentation | null) => {
    setApplied({ record, presentation })
    panes.present(presentation)
  }
  const keyOpening = useKeyOpening({ frames, stacks: all, panes, applied, onApply: apply_, onSlide, say: marking.say, room, first })
  const { arrived } = keyOpening
  const onShown = useCallback(
    (pane: number, shown: Shown | null, index: number) => {
      stands(pane, shown, index)
      if (!shown) return
      onLooked?.(shown.place.record, shown.place.frame)
      arrived(pane, shown)
    },
    [stands, onLooked, arrived],
  )
  const openKey = (k: KeyImage) => {
    marking.select(k)
    marking.say(waits(k))
    void keyOpening.open(k)
  }
  const { choose: chooseInPane } = panes
  const choose = useCallback((next: Stack, index?: number) => (next.slide ? onSlide(next) : chooseInPane(next, index)), [onSlide, chooseInPane])
  const placeOf = (to: Reference) => find(all, { sop: to.sop, frame: to.frames[0] })
  const has = (to: Reference) => placeOf(to) !== undefined
  const goTo = (to: Reference): boolean => {
    const found = placeOf(to)
    if (found) choose(found.stack, found.index)
    return found !== undefined
  }
  const choices = windows(shown)
  const acts: ImageAct[] = [
    { key: 'fit', label: t('side.fit'), chord: 'F', act: () => setView(v => ({ ...v, zoom: 1, pan: { x: 0, y: 0 } })) },
    { key: 'one', label: t('side.one'), chord: 'O', act: () => shown && setView(v => ({ ...v, zoom: oneToOne(extentOf(shown), view, room(), window.devicePixelRatio || 1).zoom, pan: { x: 0, y: 0 } })) },
    { key: 'turn', label: t('side.turn'), chord: 'T', act: () => setView(turned) },
    { key: 'mirror', label: t('side.mirror'), chord: 'M', pressed: view.flipped, act: () => setView(mirrored) },
    { key: 'invert', label: t('side.invert'), chord: 'I', pressed: view.inverted, act: () => setView(v => ({ ...v, inverted: !v.inverted })) },
    { key: 'tags', label: t('side.tags'), chord: 'G', pressed: reading, act: () => setReading(!reading) },
    { key: 'keys', label: t('side.keys'), chord: '?', pressed: listing, act: () => setListing(!listing) },
  ]

  const compare = () => {
    if (panes.layout === 1) setPanel(false) // in a small window it lies over the second image
    panes.arrange(panes.layout === 1 ? 2 : 1)
  }
  const hand = (): ImageHand => ({
    room: room(),
    index,
    count: stack.slots.length,
    window: shown && windowOf(shown, view),
    acts,
    choices,
    view: setView,
    step: to => go(active, to),
    tool: setTool,
    play: cine.toggle,
    reset,
    mark: markKey,
    cite: () => cite(true),
    arrow: () => {
      if (keys.editable) setTool('arrow')
    },
    point: () => {
      if (!shown) return
      const point = measures.point(keyOf(shown.place))
      if (point) port.current?.querySelector<SVGElement>(`[data-mark="${point.id}"]`)?.focus()
      else measures.middle('point', shown, view, room())
    },
    draw: () => {
      const kind = markKinds.find(k => k === tool)
      if (kind && shown) measures.middle(kind, shown, view, room())
      if (tool === 'arrow') measures.take(marking.arrowInTheMiddle())
    },
    compare,
    nextPane: () => {
      const all = port.current?.querySelectorAll('[data-tool]')
      all?.[(active + 1) % all.length]?.querySelector<HTMLElement>('[role=slider], [role=group]')?.focus({ preventScroll: true })
    },
  })

  return (
    <>
      <Toolbar
        person={person}
        back={back}
        tools={{ tool, onTool: setTool, onReset: reset, comparing: panes.layout > 1, onCompare: compare, onKeyImage: keys.editable && !unfit ? markKey : undefined }}
        panel={{ open: panel, onOpen: setPanel }}
      />
      <div className={classes.grid} onKeyDown={e => pressed(e, hand)}>
        <Strip frames={frames} stacks={around ? all : noStacks} current={stack.key} onChoose={choose}>
          {around ? <Others source={source} others={others} applied={applied.record} onApply={apply_} begin={keyOpening.begin} has={has} onGo={goTo} segmentations={segmentations} standing={{ stack, index: standing.index }} onChoose={choose} /> : null}
        </Strip>
        <main
          ref={port}
          className={classes.port}
          data-layout={panes.layout}
          aria-label={t('title')}
          onPointerMove={e => {
            const box = e.target instanceof Element && e.target.closest('[data-active]')?.getBoundingClientRect()
            pointer.current = box ? { x: e.clientX - box.left, y: e.clientY - box.top } : undefined
          }}
          onPointerLeave={() => (pointer.current = undefined)}
        >
          {panes.shown.map((p, i) => {
            const own = panes.standings[i]?.shown ?? null
            const place = own ? keyOf(own.place) : ''
            const slot = p.stack.slots[panes.standings[i]?.index ?? p.index]
            return (
              <Pane
                key={i}
                number={i}
                frames={frames}
                stack={p.stack}
                index={p.index}
                view={p.view}
                tool={tool}
                active={i === active}
                alone={panes.layout === 1}
                crossed={i !== active && shown ? crossedBy(shown, own) : undefined}
                presentation={applied.presentation}
                segmentations={segmentations.drawn}
                point={i === 0 && target && slot && isAt(slot, target) && target.x !== undefined && target.y !== undefined ? { x: target.x, y: target.y } : undefined}
                marks={own ? [...measures.on(place), ...marking.arrowsOn(place, k => keyOf(k) === place)] : noMarks}
                keys={keysIn(p.stack, keys.list, keys.others.flatMap(o => o.list))}
                rendering={rendering}
                saves={saves}
                onMark={m => own && (m.kind === 'arrow' ? marking.draw(place, m) : measures.draw(place, m))}
                onUnmark={id => {
                  if (own && measures.has(place, id)) measures.undraw(place, id)
                  else marking.undraw(id)
                }}
                onMarked={m => m.kind === 'arrow' && marking.drawn(m)}
                onGo={panes.go}
                onView={change}
                onActivate={panes.activate}
                onShown={onShown}
              />
            )
          })}
          {reading ? <Tags source={source} record={stack.slots[standing.index]?.place.record ?? ''} onClose={() => setReading(false)} /> : null}
          {listing ? <KeyList onClose={() => setListing(false)} /> : null}
        </main>
        <Side empty={!around} choices={choices} window={view.window} onWindow={w => setView(v => ({ ...v, window: w }))} acts={acts} cine={stack.slots.length > 1 ? cine : undefined} panes={panes} rendering={rendering} open={panel}>
          <KeyImageList
            keys={keys}
            frames={frames}
            stacks={all}
            marking={marking}
            unfit={unfit}
            onMark={markKey}
            onArrow={() => setTool('arrow')}
            onCite={onCite && (() => cite(false))}
            onOpen={openKey}
            onLeave={() => {
              setPanel(false)
              toImage()
            }}
          />
        </Side>
        <p className={classes.limitsLine}>{t('limits')}</p>
      </div>
    </>
  )
}

/** An image window's own size. */
function roomOf(port: HTMLElement | null): Size {
  const el = port?.querySelector('[data-active]')
  return { width: el?.clientWidth ?? 1, height: el?.clientHeight ?? 1 }
}

/** Where in a series key images are. */
function keysIn(stack: Stack, ...lists: KeyImage[][]): number[] {
  const marked = new Set(lists.flat().map(keyOf))
  return marked.size === 0 ? none : stack.slots.flatMap((s, i) => (marked.has(keyOf(s.place)) ? i : []))
}

/** The plane of the chosen image, where it can cross another of the same space. */
function crossedBy(chosen: Shown, own: Shown | null) {
  if (!own || !chosen.described.frameOfReference || chosen.described.frameOfReference !== own.described.frameOfReference) return undefined
  const plane = planeOf(chosen.described)
  return plane && { plane, columns: chosen.picture.columns, rows: chosen.picture.rows }
}
