import { useEffect, useRef, useState } from 'react'
import type { Other } from './contract'
import type { Frames } from './frames'
import { ownKeyImages } from './key-images'
import type { ViewerProps } from './props'
import type { Source } from './source'
import { find, opening, type Stack, stacksOf } from './stack'
import { newFrames } from './use-frames'

type Start = { stack: Stack; index: number }
export type Opening = { source: Source; frames: Frames; stacks: Stack[]; others: Other[] }

/** What the address names, where it is here. */
export function namedStart(stacks: Stack[], { target, keyImage, keyImages }: ViewerProps): Start | undefined {
  if (keyImage === undefined) return target && find(stacks, target)
  const k = [...(keyImages ? ownKeyImages(keyImages) : []), ...(keyImages?.others ?? []).flatMap(o => o.list)].find(x => x.id === keyImage)
  return k && find(stacks, { record: k.record, frame: k.frame })
}

/** The list of images; the first of them is on its way while the page is still being put together. */
export function useOpening(props: ViewerProps): { opened: Opening | null; fault: Error | null } {
  const { source } = props
  const [opened, setOpened] = useState<Opening | null>(null)
  const [fault, setFault] = useState<Error | null>(null)
  const latest = useRef(props)
  useEffect(() => {
    latest.current = props
  })
  useEffect(() => {
    const abort = new AbortController()
    const frames = newFrames(source)
    source.images(abort.signal).then(
      images => {
        if (abort.signal.aborted) return
        const stacks = stacksOf(images)
        const start = namedStart(stacks, latest.current) ?? opening(stacks)
        if (start && !start.stack.slide) begin(frames, start)
        setOpened({ source, frames, stacks, others: images.others ?? [] })
      },
      (e: unknown) => {
        if (!abort.signal.aborted) setFault(e instanceof Error ? e : new Error())
      },
    )
    return () => {
      abort.abort()
      frames.dispose()
    }
  }, [source])
  return { opened: opened?.source === source ? opened : null, fault }
}

function begin(frames: Frames, { stack, index }: Start): void {
  const { instance, place } = stack.slots[index] ?? {}
  if (instance?.syntax) frames.expect(instance.syntax)
  // Whoever shows it hears why it cannot be.
  if (instance?.shown && place) frames.get(place).catch(() => {})
}
