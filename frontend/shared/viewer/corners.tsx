import { formatDay } from '../format/date'
import type { Described } from './describe'
import { letters, opposite, planeOf, type Vec } from './space'
import type { Stack } from './stack'
import type { Affine } from './view'
import classes from './viewer.module.css'
import { useWords } from './words'

type Props = {
  stack: Stack
  index: number
  described: Described
  window: { center: number; width: number } | null
  percent: number
}

/** Who, when; series, image; window, zoom; thickness: what is always to be seen of an image. */
export function Corners({ stack, index, described: d, window, percent }: Props) {
  const { t } = useWords()
  const slot = stack.slots[index]
  const number = (v: number) => (Math.abs(v) >= 10 ? Math.round(v) : Number(v.toPrecision(2)))
  const when = d.date ? formatDay(d.date) + (d.time ? `, ${d.time}` : '') : ''
  const lines = {
    tl: [d.patient.name, [d.patient.sex, d.patient.birthDate && formatDay(d.patient.birthDate)].filter(Boolean).join(', '), when],
    tr: [
      seriesName(stack) || t('series.unnamed'),
      t('image.of', { number: index + 1, total: stack.slots.length }),
      // Where images are missing, or lie otherwise, a letter names another number.
      slot && slot.instance.frames <= 1 && slot.instance.number !== null && slot.instance.number !== index + 1 ? t('image.number', { number: slot.instance.number }) : '',
      slot && slot.instance.frames > 1 && stack.series.instances.length > 1 ? t('image.frame', { frame: slot.place.frame }) : '',
      [d.laterality, d.view].filter(Boolean).join(' '),
    ],
    bl: [window ? t('image.window', { width: number(window.width), center: number(window.center) }) : '', t('image.zoom', { percent: Math.round(percent) })],
    br: [
      d.overlaysLeft ? t('image.overlay') : '',
      d.colorsLeft ? t('image.colors') : '',
      d.lossy ? t('image.lossy') : '',
      (d.regions.length === 0 ? d.spacing === null : d.regions.every(r => r.dx === 0)) ? t('image.noScale') : '',
      [d.thickness ? t('image.thickness', { value: d.thickness.toFixed(1) }) : '', d.kv ? t('image.kv', { value: Math.round(d.kv) }) : ''].filter(Boolean).join(', '),
    ],
  }
  return (
    <>
      {(['tl', 'tr', 'bl', 'br'] as const).map(at => (
        <div key={at} className={classes.corner} data-at={at}>
          {lines[at].filter(Boolean).map((line, i) => (
            <bdi key={i}>{line}</bdi>
          ))}
        </div>
      ))}
    </>
  )
}

export function seriesName({ series }: Stack): string {
  return [series.number ?? '', series.description || [series.body_part || series.modality, series.laterality].filter(Boolean).join(' ')].filter(s => s !== '').join(' ')
}

/** The side of the body at the left and at the upper edge, as the image lies now. */
export function sidesOf(d: Described, m: Affine): { left: string; top: string } | undefined {
  const plane = planeOf({ ...d, spacing: d.spacing ?? [1, 1] })
  if (plane) {
    // What the screen's left and up are in the patient.
    const along = (x: number, y: number): Vec => [0, 1, 2].map(i => (plane.row[i] ?? 0) * x + (plane.column[i] ?? 0) * y) as Vec
    const size = Math.hypot(m.a, m.b)
    const height = Math.hypot(m.c, m.d)
    return { left: letters(along(-m.a / size, -m.c / height)), top: letters(along(-m.b / size, -m.d / height)) }
  }
  if (!d.patientOrientation) return undefined
  // Words of the file: which way a row and a column run.
  const [row, column] = d.patientOrientation
  const strongest = (x: number, y: number) => (Math.abs(x) > Math.abs(y) ? (x > 0 ? row : opposite(row)) : y > 0 ? column : opposite(column))
  return { left: strongest(-m.a, -m.c), top: strongest(-m.b, -m.d) }
}
