import { useEffect, useMemo, useRef, useState } from 'react'
import { Button } from '../../ui/button'
import { Key } from '../../ui/keys'
import { Loading } from '../../ui/states'
import { NotShown } from '../decode/frame-info'
import { type Frames, newDecoder } from '../frames'
import type { ViewerProps } from '../props'
import type { Source } from '../source'
import type { Stack } from '../stack'
import { Strip } from '../strip'
import { Toolbar } from '../toolbar'
import shared from '../viewer.module.css'
import { useWords } from '../words'
import { Cells, type Failure, wholeOf } from './cells'
import { type Desk, isWhole, type Look, openDesk } from './desk'
import { first, type Level, magnification, type Part, scaleBar, type Sight, type Slide, slidesOf } from './pyramid'
import classes from './slide.module.css'

type Props = ViewerProps & { frames: Frames; stack: Stack; stacks: Stack[]; onChoose: (stack: Stack) => void }

/** A whole slide, read tile by tile. */
export function SlideView({ source, frames, person, back, target, onLooked, stack, stacks, onChoose }: Props) {
  const { t } = useWords()
  const found = useSlides(source, stack)
  const [chosen, setChosen] = useState(0)
  const named = found?.slides.findIndex(s => s.levels.some(l => l.parts.some(p => p.uid === target?.sop))) ?? -1
  const [turned, setTurned] = useState(false) // away from what the address names
  const at = !turned && named >= 0 ? named : chosen
  const slide = found?.slides[at]
  return (
    <>
      <Toolbar person={person} back={back} />
      {slide ? (
        <Opened key={at} frames={frames} source={source} slide={slide} target={at === named ? target : undefined} onLooked={onLooked} stack={stack} stacks={stacks} onChoose={onChoose}>
          {found.slides.length > 1 ? (
            <section>
              <h2 className={shared.asideHead}>{t('slide.slides')}</h2>
              <ul>
                {found.slides.map((s, i) => (
                  <li key={i}>
                    <button
                      type="button"
                      className={shared.row}
                      aria-pressed={i === at}
                      onClick={() => {
                        setTurned(true)
                        setChosen(i)
                      }}
                    >
                      {t('slide.number', { number: i + 1, name: (s.levels[0] && first(s.levels[0]).file.container) ?? '' })}
                    </button>
                  </li>
                ))}
              </ul>
            </section>
          ) : null}
        </Opened>
      ) : (
        <div className={shared.grid}>
          <Strip frames={frames} stacks={stacks} current={stack.key} onChoose={onChoose} />
          <main className={`${shared.inset} ${classes.wide}`} aria-label={t('title')}>
            {found ? <p role="alert">{found.why || t('slide.none')}</p> : <Loading what={t('slide.opening')} />}
          </main>
        </div>
      )}
    </>
  )
}

/** How the records of a series are put together; those that do not say it are left out, and the first reason is kept. */
function useSlides(source: Source, stack: Stack): { slides: Slide[]; why: string } | null {
  const [found, setFound] = useState<{ slides: Slide[]; why: string } | null>(null)
  useEffect(() => {
    const abort = new AbortController()
    const own = stack.series.instances.filter(i => i.shown)
    const asked = own.map(i => source.slide(i.record, abort.signal).then((file): Part => ({ record: i.record, uid: i.uid, file })))
    void Promise.allSettled(asked).then(all => {
      if (abort.signal.aborted) return
      const failed = all.find(a => a.status === 'rejected')
      const why = failed?.reason instanceof Error ? failed.reason.message : (stack.series.instances.find(i => i.why)?.why ?? '')
      setFound({ slides: slidesOf(all.flatMap(a => (a.status === 'fulfilled' ? a.value : []))), why })
    })
    return () => abort.abort()
  }, [source, stack])
  return found
}

const magnifications = [1.25, 2.5, 5, 10, 20, 40]

type OpenedProps = Pick<Props, 'source' | 'frames' | 'target' | 'onLooked' | 'stack' | 'stacks' | 'onChoose'> & { slide: Slide; children: React.ReactNode }

function Opened({ source, frames, slide, target, onLooked, stack, stacks, onChoose, children }: OpenedProps) {
  const { t } = useWords()
  const stage = useRef<HTMLDivElement>(null)
  const [desk, setDesk] = useState<Desk | null>(null)
  const keys = useRef<HTMLDivElement>(null)
  const [look, setLook] = useState<Look>({ zoom: 0, turned: 0 })
  const [sight, setSight] = useState<Sight>({ focus: Math.floor(slide.focus.length / 2), path: slide.paths[0] ?? '' })
  const [failures, setFailures] = useState<{ count: number; last: Failure | null }>({ count: 0, last: null })
  const [beside, setBeside] = useState(false)
  const whole = isWhole(slide)
  const finest = slide.levels.at(-1) as Level
  const level = slide.levels.find(l => l.parts.some(p => p.uid === target?.sop))
  const { x, y } = target ?? {}
  const looked = useRef(onLooked)
  useEffect(() => {
    looked.current = onLooked
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
        looked.current?.(first(finest).record, 1)
        if (!level || x === undefined || y === undefined) return
        const mark = document.createElement('div')
        mark.className = classes.mark ?? ''
        opened.show(level, x, y, mark)
      },
    })
    return () => {
      setDesk(null)
      own.close()
      decoder.dispose()
    }
  }, [source, slide, sight, finest, level, x, y])
  useEffect(() => keys.current?.focus({ preventScroll: true }), [])
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
    if (e.ctrlKey || e.altKey || e.metaKey) return
    const chords: Record<string, () => void> = {
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
        <div ref={keys} className={classes.keys} tabIndex={0} role="group" aria-label={t('slide.label', { name, times: power ? times(power.times) : '' })} />
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
      <aside className={shared.aside} aria-label={t('slide.side')}>
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
          {slide.focus.length > 1 ? <Choice label={t('slide.focus')} count={slide.focus.length} value={sight.focus} words={i => String(i + 1)} onChoose={focus => setSight(s => ({ ...s, focus }))} /> : null}
          {slide.paths.length > 1 ? <Choice label={t('slide.paths')} count={slide.paths.length} value={slide.paths.indexOf(sight.path)} words={i => slide.paths[i] || String(i + 1)} onChoose={i => setSight(s => ({ ...s, path: slide.paths[i] ?? '' }))} /> : null}
          {children}
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

/** The label and the picture of the whole glass: what is written on them may be a name, so they are shown when somebody asks. */
function Beside({ source, pictures, onClose }: { source: Source; pictures: Level[]; onClose: () => void }) {
  const { t } = useWords()
  return (
    <div className={classes.beside} role="group" aria-label={t('slide.beside')}>
      {pictures.map((p, i) => (
        <Whole key={i} source={source} level={p} label={first(p).file.role === 'label' ? t('slide.theLabel') : t('slide.theOverview')} />
      ))}
      <Button onClick={onClose}>{t('slide.hide')}</Button>
    </div>
  )
}

function Whole({ source, level, label }: { source: Source; level: Level; label: string }) {
  const { t } = useWords()
  const place = useRef<HTMLCanvasElement>(null)
  const [fault, setFault] = useState<Error | null>(null)
  const decoder = useMemo(() => newDecoder(1), [])
  useEffect(() => {
    const abort = new AbortController()
    wholeOf(source, decoder, level, abort.signal).then(
      drawn => {
        const el = place.current
        if (!el || abort.signal.aborted) return
        el.width = drawn.width
        el.height = drawn.height
        el.getContext('2d', { alpha: false })?.drawImage(drawn, 0, 0)
      },
      (e: unknown) => {
        if (!abort.signal.aborted) setFault(e instanceof Error ? e : new Error())
      },
    )
    return () => {
      abort.abort()
      decoder.dispose()
    }
  }, [source, decoder, level])
  return (
    <figure>
      {fault ? <p role="alert">{fault instanceof NotShown ? t(`why.${fault.why}`, { detail: fault.detail }) : fault.message || t('image.failed')}</p> : <canvas ref={place} className={classes.small} role="img" aria-label={label} />}
      <figcaption className="oso-small">{label}</figcaption>
    </figure>
  )
}
