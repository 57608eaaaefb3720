import { IconMicroscope } from '@tabler/icons-react'
import { memo, type ReactNode, useEffect, useRef, useState } from 'react'
import { formatDay } from '../format/date'
import { Icon } from '../ui/icon'
import { seriesName } from './corners'
import type { Frames } from './frames'
import { fill, newSheet, type Sheet } from './painter'
import { lookOf } from './look'
import type { Stack } from './stack'
import { plainView } from './view'
import classes from './viewer.module.css'
import { useWords } from './words'

type Props = { frames: Frames; stacks: Stack[]; current: string; onChoose: (stack: Stack) => void; children?: ReactNode }

/** The series of a case by study, each with a picture from its middle. */
export function Strip({ frames, stacks, current, onChoose, children }: Props) {
  const { t } = useWords()
  const nav = useRef<HTMLElement>(null)
  useEffect(() => {
    // Its answer is a promise in some browsers, and no effect may give one back.
    void nav.current?.querySelector('[aria-current]')?.scrollIntoView?.({ block: 'nearest', inline: 'nearest' })
  }, [current, stacks])
  return (
    <nav ref={nav} className={classes.strip} aria-label={t('series.label')} tabIndex={-1}>
      <Studies frames={frames} stacks={stacks} current={current} onChoose={onChoose} />
      {children}
    </nav>
  )
}

/** They stay as they are while somebody scrolls. */
const Studies = memo(function Studies({ frames, stacks, current, onChoose }: Omit<Props, 'children'>) {
  const { t } = useWords()
  // One for all small pictures: a sheet of its own for each would be garbage as large as all images.
  const [sheet] = useState(newSheet)
  const studies = [...new Set(stacks.map(s => s.study))]
  return (
    <>
      {studies.map(study => {
        const own = stacks.filter(s => s.study === study)
        const modality = [...new Set(own.map(s => s.series.modality))].join(', ')
        return (
          <section key={study.uid}>
            <h2 className={classes.stripHead}>{study.date ? t('series.study', { modality, date: formatDay(study.date) }) : t('series.undated', { modality })}</h2>
            <ul>
              {own.map(stack => (
                <li key={stack.key}>
                  <button type="button" className={classes.series} aria-current={stack.key === current ? 'true' : undefined} onClick={() => onChoose(stack)}>
                    {/* The small picture of a slide may be its label, which is shown when somebody asks. */}
                    {stack.slide ? (
                      <span className={classes.thumbnail} data-slide>
                        <Icon of={IconMicroscope} size={20} />
                      </span>
                    ) : (
                      <Thumbnail frames={frames} stack={stack} sheet={sheet} />
                    )}
                    <span className={classes.seriesWords}>
                      <b>
                        <bdi>{seriesName(stack) || t('series.unnamed')}</bdi>
                      </b>
                      <SeriesFacts stack={stack} />
                    </span>
                  </button>
                </li>
              ))}
            </ul>
          </section>
        )
      })}
    </>
  )
})

function SeriesFacts({ stack }: { stack: Stack }) {
  const { t } = useWords()
  const thickness = stack.series.instances[0]?.thickness
  const unshown = stack.series.instances.filter(i => !i.shown).length
  return (
    <span className="oso-small oso-ink-2">
      {thickness ? `${t('series.thick', { value: Number(thickness.toPrecision(2)) })}, ` : ''}
      {stack.slide ? t('slide.title') : t('series.images', { count: stack.slots.length })}
      {stack.missing > 0 ? (
        <>
          {', '}
          <span className="oso-time">{t('series.missing', { count: stack.missing })}</span>
        </>
      ) : null}
      {unshown > 0 ? `, ${t('series.unshown', { count: unshown })}` : ''}
    </span>
  )
}

/** Drawn once it comes into sight; a series that shows nothing keeps its black square. */
function Thumbnail({ frames, stack, sheet }: { frames: Frames; stack: Stack; sheet: Sheet }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const [near, setNear] = useState(false)
  useEffect(() => {
    const el = canvas.current
    if (!el) return
    const watch = new IntersectionObserver(seen => {
      if (seen.some(s => s.isIntersecting)) setNear(true)
    })
    watch.observe(el)
    return () => watch.disconnect()
  }, [])
  useEffect(() => {
    const middle = Math.floor(stack.slots.length / 2)
    const slot = [...stack.slots.slice(middle), ...stack.slots.slice(0, middle)].find(s => s.instance.shown)
    if (!near || !slot) return
    let gone = false
    frames.peek(slot.place).then(
      shown => {
        const el = canvas.current
        if (gone || !el) return
        const { canvas: own } = sheet
        fill(sheet, shown.picture, lookOf(shown, plainView))
        const side = 128
        el.width = el.height = side
        const height = own.height * shown.described.aspect
        const by = side / Math.max(own.width, height)
        const ctx = el.getContext('2d', { alpha: false })
        if (!ctx) return
        ctx.imageSmoothingQuality = 'high'
        ctx.drawImage(own, (side - own.width * by) / 2, (side - height * by) / 2, own.width * by, height * by)
      },
      () => {},
    )
    return () => {
      gone = true
    }
  }, [frames, stack, near, sheet])
  return <canvas ref={canvas} className={classes.thumbnail} width={128} height={128} aria-hidden />
}
