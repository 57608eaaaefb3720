import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { KeyImage } from '../wire/key-image'
import type { Other } from './contract'
import { citedTarget, pointUnder } from './cite'
import { type Frames, keyOf, type Shown } from './frames'
import { KeyImageList } from './key-image-list'
import { type Applied, named, opened, seenNow, unmarkable, viewOfKeyImage } from './key-images'
import { KeyList } from './key-list'
import { windowOf } from './look'
import { type Mark, type MarkKind, markKinds } from './marks'
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
import { nextMark } from './use-drawing'
import { useKeyImages } from './use-key-images'
import { useMarking } from './use-marking'
import { usePanes } from './use-panes'
import { useHanging } from './use-hanging'
import { useRendering } from './use-rendering'
import { useSegmentations } from './use-segmentations'
import type { Tool } from './use-drag'
import { affine, apply, invert, mirrored, oneToOne, plainView, type Point, type Size, turned, zoomAt } from './view'
import type { ViewerProps } from './props'
import classes from './viewer.module.css'
import { useWords } from './words'

const noMarks: Mark[] = []
const none: number[] = []

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
  const [marks, setMarks] = useState<Record<string, Mark[]>>({})
  const [applied, setApplied] = useState<Applied>({ record: '', presentation: null })
  const port = useRef<HTMLElement>(null)
  const rendering = useRendering()
  const windows = useWindows()
  const segmentations = useSegmentations(source, frames, stacks)
  useHanging(source, start.stack, stacks, target === undefined, panes.hang)
  const { shown } = standing
  const view = viewOf(pane.view, applied.presentation, shown, stack.slots[standing.index])
  const setView = useCallback((how: Parameters<typeof change>[1]) => change(active, how), [change, active])
  // A key image that is opened, until its image stands.
  const wanted = useRef<{ k: KeyImage; state: Presentation | null } | null>(first ? { k: first, state: null } : null)
  const onShown = useCallback(
    (pane: number, shown: Shown | null, index: number) => {
      stands(pane, shown, index)
      if (!shown) return
      onLooked?.(shown.place.record, shown.place.frame)
      const w = wanted.current
      if (!w || keyOf(w.k) !== keyOf(shown.place)) return
      wanted.current = null
      const room = roomOf(port.current)
      change(pane, () => opened(w.k, shown, w.state, room))
    },
    [stands, onLooked, change],
  )
  const step = (to: number) => go(active, to)
  const cine = useCine({ series: stack.key, length: stack.slots.length, standing: standing.index, index, frameTime: shown?.described.frameTime ?? null, meanTime: shown?.described.meanTime ?? null, go: to => go(active, to) })

  // Whoever opens the viewer scrolls with the keys at once.
  useEffect(() => port.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus({ preventScroll: true }), [])

  const roomNow = () => roomOf(port.current)
  const toImage = () => port.current?.querySelector<HTMLElement>('[data-active] [tabindex="0"]')?.focus({ preventScroll: true })
  const slotNow = stack.slots[standing.index]
  const unfit = slotNow && shown ? unmarkable(stack, slotNow, { glass: shown.described.glass, state: applied.presentation }) : null
  const waits = (k: KeyImage | undefined) => (k?.state && keyStart(stacks, k) ? t('key.stating') : '')
  const marking = useMarking(keys, waits(first), () => {
    const slot = stack.slots[standing.index]
    if (!shown || !slot) return null
    const room = roomNow()
    const at = affine(extentOf(shown), view, room)
    const { place } = slot
    return { on: keyOf(place), image: named(stack, slot.instance, place.frame), seen: seenNow(shown, slot.instance.uid, view, applied, at, room), unfit, at, room, of: k => keyOf(k) === keyOf(place) }
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
    const point = (marks[keyOf(shown.place)] ?? noMarks).find(m => m.kind === 'point' && String(m.id) === focused)?.points[0]
    onCite(citedTarget(stack, slot, point ?? marking.pointed(focused) ?? pointUnder(extent, affine(extent, view, roomNow()), byKey ? pointer.current : undefined)))
  }
  const apply_ = (record: string, presentation: Presentation | null) => {
    setApplied({ record, presentation })
    panes.present(presentation)
  }
  const now = useRef({ panes, applied })
  useEffect(() => {
    now.current = { panes, applied }
  })
  const asked = useRef(0)
  /** What is asked for here, and where: over when something else is asked for, or somebody has gone on to another image, window or state. */
  const begin = (): (() => boolean) => {
    const turn = ++asked.current
    return () => {
      const { panes: p, applied: a } = now.current
      return turn === asked.current && p.active === active && p.pane.stack === stack && p.pane.index === index && a.record === applied.record
    }
  }
  /** As it was seen: a state by its own, which may have to be fetched. */
  const seeKey = async (k: KeyImage) => {
    const at = keyStart(all, k)
    if (!at) return
    if (at.stack.slide) return onSlide(at.stack, k.id)
    const still = begin()
    const turn = asked.current
    let state: Presentation | null = null
    let says = ''
    try {
      state = await frames.state(k)
    } catch {
      says = t('key.stateless')
    }
    const isWanted = still()
    // Of the one that was asked for since, its own opening says what is to be said.
    if (turn === asked.current) marking.say(isWanted ? says : '')
    if (!isWanted) return
    apply_(state && k.state ? k.state.record : '', state)
    const { standing, pane } = now.current.panes
    const standsNow = standing.shown && keyOf(standing.shown.place) === keyOf(k) && pane.stack === at.stack
    wanted.current = standsNow ? null : { k, state }
    panes.choose(at.stack, at.index, standsNow && standing.shown ? opened(k, standing.shown, state, roomNow()) : at.view)
  }
  const openKey = (k: KeyImage) => {
    marking.select(k)
    marking.say(waits(k))
    void seeKey(k)
  }
  useEffect(() => {
    // Nothing is set at once: its state is waited for before.
    // eslint-disable-next-line react-hooks/set-state-in-effect
    if (first?.state) void seeKey(first)
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once
  }, [])
  const choose = (next: Stack, index?: number) => (next.slide ? onSlide(next) : panes.choose(next, index))
  const placeOf = (to: Reference) => find(all, { sop: to.sop, frame: to.frames[0] })
  const has = (to: Reference) => placeOf(to) !== undefined
  const goTo = (to: Reference): boolean => {
    const found = placeOf(to)
    if (found) choose(found.stack, found.index)
    return found !== undefined
  }
  const measure = (place: string, m: Mark) => setMarks(all => ({ ...all, [place]: [...(all[place] ?? noMarks).filter(x => x.id !== m.id), m] }))
  const unmeasure = (place: string, id: Mark['id']) => setMarks(all => ({ ...all, [place]: (all[place] ?? noMarks).filter(x => x.id !== id) }))
  // What the keys have placed takes them, to be moved.
  const placed = useRef<string | null>(null)
  useEffect(() => {
    if (!placed.current) return
    const el = port.current?.querySelector<SVGElement>(`[data-mark="${placed.current}"]`)
    if (!el) return
    placed.current = null
    el.focus()
  })
  /** With the keys alone: a measure in the middle of what is seen, to be moved from there. */
  const markInTheMiddle = (kind: MarkKind | 'point') => {
    if (!shown) return
    const room = roomNow()
    const back = invert(affine(extentOf(shown), view, room))
    const at = (x: number, y: number) => apply(back, { x: room.width * x, y: room.height * y })
    const points = { length: [at(0.4, 0.5), at(0.6, 0.5)], angle: [at(0.4, 0.4), at(0.5, 0.6), at(0.6, 0.4)], ellipse: [at(0.42, 0.42), at(0.58, 0.58)], point: [at(0.5, 0.5)] }[kind]
    const id = nextMark()
    measure(keyOf(shown.place), { id, kind, points })
    placed.current = String(id)
  }
  const choices = windows(shown)
  const acts: ImageAct[] = [
    { key: 'fit', label: t('side.fit'), chord: 'F', act: () => setView(v => ({ ...v, zoom: 1, pan: { x: 0, y: 0 } })) },
    { key: 'one', label: t('side.one'), chord: 'O', act: () => shown && setView(v => ({ ...v, zoom: oneToOne(extentOf(shown), view, roomNow(), window.devicePixelRatio || 1).zoom, pan: { x: 0, y: 0 } })) },
    { key: 'turn', label: t('side.turn'), chord: 'T', act: () => setView(turned) },
    { key: 'mirror', label: t('side.mirror'), chord: 'M', pressed: view.flipped, act: () => setView(mirrored) },
    { key: 'invert', label: t('side.invert'), chord: 'I', pressed: view.inverted, act: () => setView(v => ({ ...v, inverted: !v.inverted })) },
    { key: 'tags', label: t('side.tags'), chord: 'G', pressed: reading, act: () => setReading(!reading) },
    { key: 'keys', label: t('side.keys'), chord: '?', pressed: listing, act: () => setListing(!listing) },
  ]

  const onKey = (e: React.KeyboardEvent) => {
    if (e.ctrlKey || e.altKey || e.metaKey || e.target instanceof HTMLInputElement || e.target instanceof HTMLTextAreaElement) return
    // A button is pressed by these.
    if ((e.key === ' ' || e.key === 'Enter') && e.target instanceof HTMLButtonElement) return
    // Some keyboards have it with Shift.
    if (e.key === '?') return setListing(!listing)
    const room = roomNow()
    /** The window by the keys: so much wider, or further by so much of its width. */
    const windowed = (by: number, on: number) => {
      const w = shown && windowOf(shown, view)
      if (w) setView(v => ({ ...v, window: { width: w.width * by, center: w.center + w.width * on } }))
    }
    const middle = { x: room.width / 2, y: room.height / 2 }
    const by = (x: number, y: number) => setView(v => ({ ...v, pan: { x: v.pan.x + x, y: v.pan.y + y } }))
    const does: Record<string, () => void> = e.shiftKey
      ? { ArrowDown: () => by(0, 40), ArrowUp: () => by(0, -40), ArrowLeft: () => by(-40, 0), ArrowRight: () => by(40, 0), '+': () => setView(v => zoomAt(v, 1.25, middle, room)) }
      : {
          ArrowDown: () => step(index + 1),
          ArrowRight: () => step(index + 1),
          ArrowUp: () => step(index - 1),
          ArrowLeft: () => step(index - 1),
          PageDown: () => step(index + 10),
          PageUp: () => step(index - 10),
          Home: () => step(0),
          End: () => step(stack.slots.length - 1),
          '+': () => setView(v => zoomAt(v, 1.25, middle, room)),
          '=': () => setView(v => zoomAt(v, 1.25, middle, room)),
          '-': () => setView(v => zoomAt(v, 0.8, middle, room)),
          ' ': cine.toggle,
          '[': () => windowed(0.9, 0),
          ']': () => windowed(1 / 0.9, 0),
          ',': () => windowed(1, -0.05),
          '.': () => windowed(1, 0.05),
          r: reset,
          k: markKey,
          q: () => cite(true),
          d: () => {
            if (keys.editable) setTool('arrow')
          },
          v: () => {
            const point = shown && (marks[keyOf(shown.place)] ?? noMarks).find(m => m.kind === 'point')
            if (point) port.current?.querySelector<SVGElement>(`[data-mark="${point.id}"]`)?.focus()
            else markInTheMiddle('point')
          },
          l: () => setTool('length'),
          a: () => setTool('angle'),
          e: () => setTool('ellipse'),
          s: () => setTool('scroll'),
          w: () => setTool('window'),
          z: () => setTool('zoom'),
          p: () => setTool('pan'),
          c: () => panes.arrange(panes.layout === 1 ? 2 : 1),
          x: () => {
            const all = port.current?.querySelectorAll('[data-tool]')
            all?.[(active + 1) % all.length]?.querySelector<HTMLElement>('[role=slider], [role=group]')?.focus({ preventScroll: true })
          },
          Enter: () => {
            const kind = markKinds.find(k => k === tool)
            if (kind) markInTheMiddle(kind)
            if (tool === 'arrow') placed.current = marking.arrowInTheMiddle()
          },
        }
    if (!e.shiftKey) {
      for (const a of acts) does[a.chord.toLowerCase()] = a.act
      choices.slice(0, 4).forEach((c, i) => (does[String(i + 1)] = () => setView(v => ({ ...v, window: c.window }))))
    }
    const act = does[e.key.length === 1 ? e.key.toLowerCase() : e.key]
    if (!act) return
    e.preventDefault()
    act()
  }

  return (
    <>
      <Toolbar
        person={person}
        back={back}
        tools={{ tool, onTool: setTool, onReset: reset, comparing: panes.layout > 1, onCompare: () => panes.arrange(panes.layout === 1 ? 2 : 1), panel, onPanel: () => setPanel(!panel), onKeyImage: keys.editable && !unfit ? markKey : undefined }}
      />
      <div className={classes.grid} onKeyDown={onKey}>
        <Strip frames={frames} stacks={all} current={stack.key} onChoose={choose}>
          <Others source={source} others={others} applied={applied.record} onApply={apply_} begin={begin} has={has} onGo={goTo} segmentations={segmentations} standing={{ stack, index: standing.index }} onChoose={choose} />
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
                marks={own ? [...(marks[place] ?? noMarks), ...marking.arrowsOn(place, k => keyOf(k) === place)] : noMarks}
                keys={keysIn(p.stack, keys.list, keys.others.flatMap(o => o.list))}
                rendering={rendering}
                saves={saves}
                onMark={m => own && (m.kind === 'arrow' ? marking.draw(place, m) : measure(place, m))}
                onUnmark={id => {
                  if (own && marks[place]?.some(m => m.id === id)) unmeasure(place, id)
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
        <Side choices={choices} window={view.window} onWindow={w => setView(v => ({ ...v, window: w }))} acts={acts} cine={stack.slots.length > 1 ? cine : undefined} panes={panes} rendering={rendering} open={panel}>
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

/** Where a key image opens, as it was seen but for its part. */
function keyStart(stacks: Stack[], k: KeyImage) {
  const at = find(stacks, { record: k.record, frame: k.frame })
  return at && { ...at, view: viewOfKeyImage(k) }
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
