import { useEffect, useMemo, useRef, useState } from 'react'
import { Button } from '../../ui/button'
import { Empty } from '../../ui/states'
import { NotShown } from '../decode/frame-info'
import { newDecoder } from '../frames'
import type { Source } from '../source'
import { useWords } from '../words'
import { wholeOf } from './cells'
import { first, type Level } from './level'
import classes from './slide.module.css'

/** Labels and pictures of glass to which no slide here belongs: they say what they are, and are shown when somebody asks. */
export function Alone({ source, pictures, back }: { source: Source; pictures: Level[]; back?: () => void }) {
  const { t } = useWords()
  const [shown, setShown] = useState(false)
  const kinds = new Set(pictures.map(p => first(p).file.role))
  const what = kinds.size > 1 ? 'both' : kinds.has('label') ? 'label' : 'overview'
  const hidden = (
    <>
      <Button kind="primary" onClick={() => setShown(true)}>
        {t('slide.alone.show')}
      </Button>
      {back ? <Button onClick={back}>{t('slide.alone.back')}</Button> : null}
    </>
  )
  return shown ? <Beside source={source} pictures={pictures} onClose={() => setShown(false)} inline /> : <Empty what={t(`slide.alone.${what}`)} how={t('slide.alone.how')} act={hidden} />
}

/** The label and the picture of the whole glass: what is written on them may be a name, so they are shown when somebody asks. */
export function Beside({ source, pictures, onClose, inline }: { source: Source; pictures: Level[]; onClose: () => void; inline?: boolean }) {
  const { t } = useWords()
  return (
    <div className={inline ? classes.alone : classes.beside} role="group" aria-label={t('slide.beside')}>
      {pictures.map((p, i) => (
        <Whole key={i} source={source} level={p} label={first(p).file.role === 'label' ? t('slide.theLabel') : t('slide.theOverview')} />
      ))}
      <Button onClick={onClose}>{t(inline ? 'slide.alone.hide' : 'slide.hide')}</Button>
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
