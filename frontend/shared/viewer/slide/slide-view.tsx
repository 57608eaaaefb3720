import { useEffect, useState } from 'react'
import type { KeyImage } from '../../wire/key-image'
import { Button } from '../../ui/button'
import { Empty, Loading } from '../../ui/states'
import type { Frames } from '../frames'
import type { ViewerProps } from '../props'
import type { Source } from '../source'
import { find, type Stack } from '../stack'
import { Strip } from '../strip'
import { Toolbar } from '../toolbar'
import { useKeyImages } from '../use-key-images'
import shared from '../viewer.module.css'
import { useWords } from '../words'
import { Alone } from './beside'
import { first, type Level } from './level'
import type { Slide } from './pyramid'
import { readSlides } from './series'
import classes from './slide.module.css'
import { SlideOpened } from './slide-opened'
import { isOf } from './use-slide-keys'

type Props = ViewerProps & { frames: Frames; stack: Stack; stacks: Stack[]; onChoose: (stack: Stack, keyImage?: string) => void }

/** A whole slide, read tile by tile. */
export function SlideView({ source, frames, person, back, target, onLooked, onCite, keyImages, keyImage, stack, stacks, onChoose }: Props) {
  const { t } = useWords()
  const found = useSlides(source, stack)
  const [chosen, setChosen] = useState(0)
  const [panel, setPanel] = useState(false)
  const keys = useKeyImages(keyImages)
  // The one that is to be opened, until a person goes elsewhere.
  const [wanted, setWanted] = useState(() => [...keys.list, ...keys.others.flatMap(o => o.list)].find(k => k.id === keyImage))
  const slideOf = (k: KeyImage) => found?.slides.findIndex(s => s.levels.some(l => isOf(l)(k))) ?? -1
  const named = wanted ? slideOf(wanted) : (found?.slides.findIndex(s => s.levels.some(l => l.parts.some(p => p.uid === target?.sop))) ?? -1)
  const [turned, setTurned] = useState(false) // away from what the address names
  const at = !turned && named >= 0 ? named : chosen
  const [apart, setApart] = useState(false) // at the pictures that belong to no slide
  const pictures = found?.alone ?? []
  const atPicture = !turned && !wanted && pictures.some(l => l.parts.some(p => p.uid === target?.sop))
  const slide = apart || atPicture ? undefined : found?.slides[at]
  // Never another slide in the place of the one that is asked for.
  const lost = found !== null && !turned && !atPicture && named < 0 && (wanted !== undefined || keyImage !== undefined || target?.sop !== undefined)
  return (
    <>
      <Toolbar person={person} back={back} panel={slide && !lost ? { open: panel, onOpen: setPanel } : undefined} />
      {lost ? (
        <main className={shared.inset} role="alert">
          <Empty
            what={t('lost.what')}
            how={[found.why, t('lost.how')].filter(Boolean).join(' ')}
            act={
              <Button
                onClick={() => {
                  setWanted(undefined)
                  setTurned(true)
                }}
              >
                {t('lost.others')}
              </Button>
            }
          />
        </main>
      ) : slide ? (
        <SlideOpened
          key={at}
          frames={frames}
          source={source}
          slide={slide}
          target={at === named && !wanted ? target : undefined}
          onLooked={onLooked}
          onCite={onCite}
          keys={keys}
          wanted={at === named ? wanted : undefined}
          stack={stack}
          stacks={stacks}
          onChoose={onChoose}
          panel={panel}
          onPanel={setPanel}
          onOther={k => {
            // Of another slide of the series, or of another series.
            const other = slideOf(k)
            if (other < 0) {
              const to = find(stacks, { record: k.record, frame: k.frame })
              if (to) onChoose(to.stack, k.id)
              return
            }
            setWanted(k)
            setTurned(true)
            setChosen(other)
          }}
        >
          {found && found.slides.length > 1 ? (
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
                        setWanted(undefined)
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
          {pictures.length > 0 ? (
            <section>
              <h2 className={shared.asideHead}>{t('slide.alone.title')}</h2>
              <button type="button" className={shared.row} onClick={() => setApart(true)}>
                <span>{t('slide.alone.open')}</span>
              </button>
              <p className="oso-small oso-ink-2">{t('slide.besideWhy')}</p>
            </section>
          ) : null}
        </SlideOpened>
      ) : (
        <div className={shared.grid}>
          <Strip frames={frames} stacks={stacks} current={stack.key} onChoose={onChoose} />
          <main className={`${shared.inset} ${classes.wide}`} aria-label={t('title')}>
            {!found ? (
              <Loading what={t('slide.opening')} />
            ) : pictures.length > 0 ? (
              <Alone
                source={source}
                pictures={pictures}
                back={
                  found.slides.length > 0
                    ? () => {
                        setApart(false)
                        setTurned(true)
                      }
                    : undefined
                }
              />
            ) : (
              <p role="alert">{found.why || t('slide.none')}</p>
            )}
          </main>
        </div>
      )}
    </>
  )
}

/** How the records of a series are put together; those that do not say it are left out, and the first reason is kept. */
function useSlides(source: Source, stack: Stack): { slides: Slide[]; alone: Level[]; why: string } | null {
  const [found, setFound] = useState<{ slides: Slide[]; alone: Level[]; why: string } | null>(null)
  useEffect(() => {
    const abort = new AbortController()
    void readSlides(source, stack.series.instances, abort.signal).then(all => {
      if (!abort.signal.aborted) setFound(all)
    })
    return () => abort.abort()
  }, [source, stack])
  return found
}
