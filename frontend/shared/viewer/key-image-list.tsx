import { useEffect, useRef } from 'react'
import { Button } from '../ui/button'
import { Key } from '../ui/keys'
import { type KeyImage, maxNote } from '../wire/key-image'
import type { Frames } from './frames'
import type { Unmarkable } from './key-images'
import { KeyThumb } from './key-thumb'
import { find, type Stack } from './stack'
import type { KeyImages } from './use-key-images'
import type { Marking } from './use-marking'
import classes from './viewer.module.css'
import { useWords } from './words'

type Props = {
  keys: KeyImages
  frames: Frames
  stacks: Stack[]
  /** Marking what stands: which one is opened, whose note takes the keys, what is said of it. */
  marking: Pick<Marking, 'current' | 'asked' | 'says' | 'asSeen'>
  /** Why what stands cannot be marked. */
  unfit: Unmarkable | null
  onMark: () => void
  /** The arrow is taken in hand. */
  onArrow: () => void
  onCite?: () => void
  onOpen: (k: KeyImage) => void
  /** The keys go back to the image: a note is written, an arrow is in hand. */
  onLeave: () => void
}

/** The key images at the side of the viewer: one's own to be written on, others' to be read. */
export function KeyImageList(props: Props) {
  const { keys, marking, unfit, onMark, onArrow, onCite, onLeave } = props
  const { t } = useWords()
  return (
    <>
      {keys.editable || keys.list.length > 0 ? (
        <section>
          <Head title={t('key.title')} count={keys.list.length} />
          {keys.list.length === 0 ? <p className="oso-small oso-ink-2">{t('key.none')}</p> : null}
          <ul data-key-images>
            {keys.list.map((k, i) => (
              <Item key={k.id} {...props} n={i + 1} keyImage={k} own />
            ))}
          </ul>
          {keys.editable && unfit ? <p className="oso-small oso-ink-2">{t(`key.unmarkable.${unfit}`)}</p> : null}
          {keys.editable && !unfit ? (
            <>
              <button type="button" className={classes.row} onClick={onMark}>
                <span>{t('key.mark')}</span>
                <Key>K</Key>
              </button>
              <button
                type="button"
                className={classes.row}
                onClick={() => {
                  onArrow()
                  onLeave()
                }}
              >
                <span>{t('key.arrow')}</span>
                <Key>D</Key>
              </button>
              {onCite ? (
                <button type="button" className={classes.row} onClick={onCite}>
                  <span>{t('key.cite')}</span>
                  <Key>Q</Key>
                </button>
              ) : null}
            </>
          ) : null}
          {keys.removed ? (
            <p className={classes.keyActs}>
              <span>{t('key.removed')}</span>
              <Button kind="link" onClick={keys.undo}>
                {t('key.undo')}
              </Button>
            </p>
          ) : null}
          {keys.fault ? (
            <p role="alert" className="oso-small">
              {keys.fault.message || t('key.failed')}
            </p>
          ) : null}
          <p role="status" className={`${classes.said} oso-small oso-ink-2`}>
            {marking.says}
          </p>
        </section>
      ) : null}
      {keys.others
        .filter(o => o.list.length > 0)
        .map(o => (
          <section key={o.title}>
            <Head title={o.title} count={o.list.length} />
            <ul data-key-images>
              {o.list.map((k, i) => (
                <Item key={k.id} {...props} n={i + 1} keyImage={k} own={false} />
              ))}
            </ul>
          </section>
        ))}
    </>
  )
}

function Head({ title, count }: { title: string; count: number }) {
  return (
    <h2 className={classes.asideHead}>
      {title}
      {count > 0 ? <span className={classes.asideCount}>{count}</span> : null}
    </h2>
  )
}

/** "Image 41": as the scroll bar counts, where the image is among these. */
function useKeyImageName(): (k: KeyImage, stacks: Stack[]) => string {
  const { t } = useWords()
  return (k, stacks) => {
    const at = find(stacks, { record: k.record, frame: k.frame })
    if (at?.stack.slide) return t('slide.title')
    if (at) return t('key.image', { number: at.index + 1 })
    if (k.frame > 1) return t('key.frame', { number: k.instance_number ?? '', frame: k.frame })
    return k.instance_number === undefined ? k.modality || t('title') : t('key.image', { number: k.instance_number })
  }
}

function Item({ keyImage: k, n, own, keys, frames, stacks, marking: { current, asked, asSeen }, onOpen, onLeave }: Props & { keyImage: KeyImage; n: number; own: boolean }) {
  const { t } = useWords()
  const nameOf = useKeyImageName()
  const note = useRef<HTMLTextAreaElement>(null)
  const writing = own && keys.editable && k.id === current
  useEffect(() => {
    if (writing && asked.id === k.id) note.current?.focus()
  }, [writing, asked, k.id])
  const name = nameOf(k, stacks)
  const series = k.series_number ? t('key.series', { number: k.series_number }) : (k.description ?? '')
  const here = find(stacks, { record: k.record, frame: k.frame }) !== undefined
  const broken = keys.broken[k.id] ?? (here ? '' : t('key.elsewhere'))
  return (
    <li className={classes.keyImage} data-current={k.id === current || undefined}>
      <button type="button" className={classes.keyOpen} aria-current={k.id === current ? 'true' : undefined} aria-label={t('key.open', { n, what: [name, series, k.note].filter(Boolean).join(', ') })} onClick={() => onOpen(k)}>
        {here ? <KeyThumb frames={frames} keyImage={k} /> : <span className={classes.keyThumb} />}
        <span>
          <b>{name}</b> <span className="oso-ink-3 oso-small">{series}</span>
          {writing ? null : (
            <p className="oso-small">
              <bdi>{k.note ?? ''}</bdi>
            </p>
          )}
          {broken ? <p className="oso-small oso-time">{broken}</p> : null}
        </span>
      </button>
      {writing ? (
        <>
          <textarea
            ref={note}
            className={classes.keyNote}
            aria-label={t('key.note', { n })}
            placeholder={t('key.ask')}
            maxLength={maxNote}
            value={k.note ?? ''}
            onChange={e => keys.change({ ...k, note: e.target.value || undefined })}
            onKeyDown={e => {
              // Here all keys are letters, but for the ways out.
              e.stopPropagation()
              if (e.nativeEvent.isComposing) return
              if (e.key === 'Escape' || (e.key === 'Enter' && !e.shiftKey)) {
                e.preventDefault()
                onLeave()
              }
            }}
          />
          <div className={classes.keyActs}>
            <Button kind="link" onClick={() => asSeen(k)}>
              {t('key.asSeen')}
            </Button>
            <Button
              kind="link"
              onClick={() => {
                keys.remove(k)
                onLeave()
              }}
            >
              {t('key.remove')}
            </Button>
          </div>
        </>
      ) : null}
    </li>
  )
}
