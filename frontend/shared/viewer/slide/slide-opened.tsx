import { useEffect, useRef, useState } from 'react'
import type { KeyImage } from '../../wire/key-image'
import { Button } from '../../ui/button'
import { Key } from '../../ui/keys'
import { NotShown } from '../decode/frame-info'
import { type Frames, newDecoder } from '../frames'
import { KeyImageList } from '../key-image-list'
import { MarksLayer } from '../marks-layer'
import type { ViewerProps } from '../props'
import type { Stack } from '../stack'
import { Strip } from '../strip'
import { useDrawing } from '../use-drawing'
import type { KeyImages } from '../use-key-images'
import { apply, invert } from '../view'
import shared from '../viewer.module.css'
import { useWords } from '../words'
import { Beside } from './beside'
import { Cells, type Failure } from './cells'
import { type Desk, isWhole, type Look, openDesk } from './desk'
import { first, type Level } from './level'
import { seenIn, type Sight } from './pieces'
import type { Slide } from './pyramid'
import { magnification, scaleBar } from './scale'
import classes from './slide.module.css'
import { isOf, useSlideKeys } from './use-slide-keys'

const magnifications = [1.25, 2.5, 5, 10, 20, 40]

type Props = Pick<ViewerProps, 'source' | 'target' | 'onLooked' | 'onCite'> & {
  frames: Frames
  stack: Stack
  stacks: Stack[]
  onChoose: (stack: Stack) => void
  slide: Slide
  keys: KeyImages
  /** The key image that it opens with. */
  wanted?: KeyImage
  /** One of another slide is to be opened. */
  onOther: (k: KeyImage) => void
  /** The side column is over the slide, where there is no room beside it. */
  panel: boolean
  onPanel: (open: boolean) => void
  children: React.ReactNode
}

/** A slide on its desk. */
export function SlideOpened({ source, frames, slide, target, onLooked, onCite, keys, wanted, stack, stacks, onChoose, onOther, panel, onPanel, children }: Props) {
  const { t } = useWords()
  const stage = useRef<HTMLDivElement>(null)
  const [desk, setDesk] = useState<Desk | null>(null)
  const field = useRef<HTMLDivElement>(null)
  const sheet = useRef<HTMLDivElement>(null)
  const [look, setLook] = useState<Look>({ zoom: 0, at: null })
  const [tool, setTool] = useState<'pan' | 'arrow'>('pan')
  const [sight, setSight] = useState<Sight>(() => (wanted && seenIn([slide], wanted)?.sight) ?? { focus: slide.focus[Math.floor(slide.focus.length / 2)] ?? 0, path: slide.paths[0] ?? '' })
  const [failures, setFailures] = useState<{ count: number; last: Failure | null }>({ count: 0, last: null })
  const [beside, setBeside] = useState(false)
  const whole = isWhole(slide)
  const finest = slide.levels.at(-1) as Level
  const level = slide.levels.find(l => l.parts.some(p => p.uid === target?.sop))
  const { x, y } = target ?? {}
  const looked = useRef(onLooked)
  // Where the key image that was asked for comes into sight, once the desk stands.
  const coming = useRef(wanted)
  const hand = useRef<Desk | null>(null)
  useEffect(() => {
    looked.current = onLooked
  })
  const marking = useSlideKeys(keys, stack, slide, finest, sight, hand)
  const { select } = marking
  useEffect(() => {
    if (coming.current) select(coming.current)
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once
  }, [])
  const seeKey = (to: Desk, k: KeyImage) => {
    // Region and arrows are in the pixels of the level that it names.
    const of = seenIn([slide], k)?.level ?? finest
    const [x, y] = [of.scale.x / finest.scale.x, of.scale.y / finest.scale.y]
    to.see(k.region && { x: k.region.x * x, y: k.region.y * y, width: k.region.width * x, height: k.region.height * y }, (k.rotate ?? 0) / 90)
  }
  const openKey = (k: KeyImage) => {
    const of = seenIn([slide], k)
    if (!of) return onOther(k)
    select(k)
    if (!desk) {
      coming.current = k // it is on its way
      if (of.sight.focus !== sight.focus || of.sight.path !== sight.path) setSight(of.sight)
      return
    }
    if (of.sight.focus === sight.focus && of.sight.path === sight.path) return seeKey(desk, k)
    coming.current = k
    setSight(of.sight)
  }
  const sight_ = useRef(seeKey)
  useEffect(() => {
    sight_.current = seeKey
  })
  useEffect(() => {
    const el = stage.current
    if (!el) return
    const decoder = newDecoder()
    const cells = new Cells(source, decoder, slide.levels, sight)
    const own = openDesk(el, slide, cells, {
      look: setLook,
      failed: f => setFailures(all => ({ count: all.count + 1, last: f })),
      open: opened => {
        setDesk(opened)
        hand.current = opened
        looked.current?.(first(finest).record, 1)
        const k = coming.current
        coming.current = undefined
        if (k) return sight_.current(opened, k)
        if (!level || x === undefined || y === undefined) return
        const mark = document.createElement('div')
        mark.className = classes.mark ?? ''
        opened.show(level, x, y, mark)
      },
    })
    return () => {
      setDesk(null)
      hand.current = null
      own.close()
      decoder.dispose()
    }
  }, [source, slide, sight, finest, level, x, y])
  const toSlide = () => field.current?.focus({ preventScroll: true })
  useEffect(toSlide, [])
  useDrawing(sheet, {
    kind: tool === 'arrow' ? 'arrow' : null,
    at: look.at,
    onChange: m => marking.draw('slide', m),
    onRemove: marking.undraw,
    onDone: marking.drawn,
  })
  // An arrow that the keys have placed takes them, to be moved.
  const placed = useRef<string | null>(null)
  useEffect(() => {
    const el = placed.current && sheet.current?.parentElement?.querySelector<SVGElement>(`[data-mark="${placed.current}"]`)
    if (!el) return
    placed.current = null
    el.focus()
  })
  const mark = () => {
    if (marking.mark()) onPanel(true)
  }
  const cite = () => {
    const s = marking.stand()
    if (!onCite || !s) return
    const point = marking.pointed(document.activeElement?.getAttribute('data-mark') ?? '') ?? apply(invert(s.at), { x: s.room.width / 2, y: s.room.height / 2 })
    const tenth = (v: number) => Math.round(v * 10) / 10
    onCite({ record: s.image.record, series: s.image.series, sop: s.image.sop, frame: s.image.frame, x: tenth(point.x), y: tenth(point.y) })
  }
  const ratio = window.devicePixelRatio || 1
  const power = look.zoom > 0 ? magnification(slide, look.zoom * ratio) : null
  const highest = magnification(slide, 1)
  const bar = slide.spacing && look.zoom > 0 ? scaleBar(slide.spacing[1] / look.zoom, 160) : null
  const step = 80
  const acts = [
    { key: 'in', label: t('slide.in'), chord: '+', act: () => desk?.zoomBy(1.5) },
    { key: 'out', label: t('slide.out'), chord: '−', act: () => desk?.zoomBy(1 / 1.5) },
    { key: 'fit', label: whole ? t('side.fit') : t('slide.widest'), chord: 'F', act: () => desk?.fit() },
    { key: 'one', label: t('side.one'), chord: 'O', act: () => desk?.zoomTo(1 / ratio) },
    { key: 'turn', label: t('side.turn'), chord: 'T', act: () => desk?.turn() },
  ]
  const chosen = magnifications.filter(m => highest && m <= highest.times * 1.05)
  const to = (m: number) => highest && desk?.zoomTo(m / highest.times / ratio)
  const onKey = (e: React.KeyboardEvent) => {
    if (e.ctrlKey || e.altKey || e.metaKey || e.target instanceof HTMLTextAreaElement) return
    const chords: Record<string, () => void> = {
      k: mark,
      q: cite,
      d: () => {
        if (keys.editable) setTool(tool === 'arrow' ? 'pan' : 'arrow')
      },
      ...(tool === 'arrow' && e.target === field.current ? { Enter: () => (placed.current = marking.arrowInTheMiddle()) } : {}),
      ArrowLeft: () => desk?.panBy(-step, 0),
      ArrowRight: () => desk?.panBy(step, 0),
      ArrowUp: () => desk?.panBy(0, -step),
      ArrowDown: () => desk?.panBy(0, step),
      '+': () => desk?.zoomBy(1.5),
      '=': () => desk?.zoomBy(1.5),
      '-': () => desk?.zoomBy(1 / 1.5),
      Home: () => desk?.fit(),
      f: () => desk?.fit(),
      r: () => desk?.fit(),
      o: () => desk?.zoomTo(1 / ratio),
      t: () => desk?.turn(),
    }
    chosen.forEach((m, i) => (chords[String(i + 1)] = () => to(m)))
    const act = chords[e.key.length === 1 ? e.key.toLowerCase() : e.key]
    if (!act) return
    e.preventDefault()
    act()
  }
  const pictures = [slide.label, slide.overview].filter(l => l !== undefined)
  const times = (m: number) => `${Number(m.toPrecision(m < 10 ? 2 : 3))}×`
  const name = stack.series.description || t('slide.title')
  return (
    <div className={shared.grid} onKeyDown={onKey}>
      <Strip frames={frames} stacks={stacks} current={stack.key} onChoose={onChoose} />
      <main className={classes.stage} aria-label={t('title')}>
        <div ref={stage} className={classes.desk} />
        <div ref={sheet} className={classes.sheet} data-tool={tool} />
        {look.at ? <MarksLayer active shown={null} at={look.at} marks={marking.arrowsOn('slide', isOf(finest))} onChange={m => marking.draw('slide', m)} onRemove={marking.undraw} /> : null}
        <div ref={field} className={classes.keys} tabIndex={0} role="group" aria-label={t('slide.label', { name, times: power ? times(power.times) : '' })} />
        <div className={classes.corner}>
          {power ? <b>{power.about ? t('slide.about', { times: times(power.times) }) : times(power.times)}</b> : null}
          {bar ? (
            <svg className={classes.bar} width={bar.pixels + 2} height={22} role="img" aria-label={t('slide.bar', { length: bar.text })}>
              <path d={`M1 14v6h${bar.pixels}v-6`} />
              <text x={bar.pixels / 2 + 1} y={12} textAnchor="middle">
                {bar.text}
              </text>
            </svg>
          ) : (
            <span>{t('image.noScale')}</span>
          )}
          {whole ? null : <span>{t('slide.near')}</span>}
          {slide.unplaced > 0 ? <span role="alert">{t('slide.unplaced', { count: slide.unplaced })}</span> : null}
          {slide.disputed > 0 ? <span role="alert">{t('slide.disputed', { count: slide.disputed })}</span> : null}
          {slide.missing > 0 ? <span role="alert">{t('slide.missing', { count: slide.missing })}</span> : null}
        </div>
        {failures.last ? (
          <div className={classes.failed} role="alert">
            <p>
              {t('slide.failed', { count: failures.count })} {failures.last.fault instanceof NotShown ? t(`why.${failures.last.fault.why}`, { detail: failures.last.fault.detail }) : failures.last.fault.message}
            </p>
            <Button
              onClick={() => {
                setFailures({ count: 0, last: null })
                desk?.again()
              }}
            >
              {t('image.again')}
            </Button>
          </div>
        ) : null}
        {beside ? <Beside source={source} pictures={pictures} onClose={() => setBeside(false)} /> : null}
      </main>
      <aside className={shared.aside} aria-label={t('slide.side')} data-open={panel || undefined}>
        <div className={shared.asideParts}>
          <section>
            <h2 className={shared.asideHead}>{t('slide.view')}</h2>
            <ul>
              {acts.map(a => (
                <li key={a.key}>
                  <button type="button" className={shared.row} onClick={a.act}>
                    <span>{a.label}</span>
                    <Key>{a.chord}</Key>
                  </button>
                </li>
              ))}
            </ul>
          </section>
          {chosen.length > 0 ? (
            <section>
              <h2 className={shared.asideHead}>{t('slide.magnification')}</h2>
              <ul>
                {chosen.map((m, i) => (
                  <li key={m}>
                    <button type="button" className={shared.row} onClick={() => to(m)}>
                      <span>{`${m}×`}</span>
                      <Key>{String(i + 1)}</Key>
                    </button>
                  </li>
                ))}
              </ul>
            </section>
          ) : null}
          {slide.focus.length > 1 ? <Choice label={t('slide.focus')} count={slide.focus.length} value={slide.focus.indexOf(sight.focus)} words={i => String(i + 1)} onChoose={i => setSight(s => ({ ...s, focus: slide.focus[i] ?? 0 }))} /> : null}
          {slide.paths.length > 1 ? <Choice label={t('slide.paths')} count={slide.paths.length} value={slide.paths.indexOf(sight.path)} words={i => slide.paths[i] || String(i + 1)} onChoose={i => setSight(s => ({ ...s, path: slide.paths[i] ?? '' }))} /> : null}
          {children}
          <KeyImageList
            keys={keys}
            frames={frames}
            stacks={stacks}
            marking={marking}
            unfit={slide.labeled ? 'label' : null}
            onMark={mark}
            onArrow={() => setTool('arrow')}
            onCite={onCite && cite}
            onOpen={openKey}
            onLeave={() => {
              onPanel(false)
              toSlide()
            }}
          />
          {pictures.length > 0 ? (
            <section>
              <h2 className={shared.asideHead}>{t('slide.beside')}</h2>
              <button type="button" className={shared.row} aria-pressed={beside} onClick={() => setBeside(!beside)}>
                <span>{t('slide.showBeside')}</span>
              </button>
              <p className="oso-small oso-ink-2">{t('slide.besideWhy')}</p>
            </section>
          ) : null}
          <section>
            <h2 className={shared.asideHead}>{t('slide.facts')}</h2>
            <ul className={`${classes.facts} oso-small oso-ink-2`}>
              <li>{t('slide.pixels', { columns: finest.columns, rows: finest.rows })}</li>
              {slide.spacing ? <li>{t('slide.size', { width: (finest.columns * slide.spacing[1]).toFixed(1), height: (finest.rows * slide.spacing[0]).toFixed(1) })}</li> : null}
              <li>{slide.power > 0 ? t('slide.power', { times: times(slide.power) }) : t('slide.noPower')}</li>
              <li>{t('slide.levels', { count: slide.levels.length })}</li>
              {slide.labeled ? <li>{t('slide.labeled')}</li> : null}
              <li>{slide.profile ? t('slide.profile') : t('slide.noProfile')}</li>
            </ul>
          </section>
        </div>
        <p className={shared.limits}>{t('limits')}</p>
      </aside>
      <p className={shared.limitsLine}>{t('limits')}</p>
    </div>
  )
}

function Choice({ label, count, value, words, onChoose }: { label: string; count: number; value: number; words: (i: number) => string; onChoose: (i: number) => void }) {
  return (
    <section>
      <h2 className={shared.asideHead}>{label}</h2>
      <div className={shared.choice} role="group" aria-label={label}>
        {Array.from({ length: count }, (_, i) => (
          <button key={i} type="button" aria-pressed={i === value} onClick={() => onChoose(i)}>
            {words(i)}
          </button>
        ))}
      </div>
    </section>
  )
}
