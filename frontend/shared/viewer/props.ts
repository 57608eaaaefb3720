import type { Person } from '../ui/identity'
import type { Source } from './source'
import type { Target } from '../wire/key-image'

/** An image as it is seen, for whoever keeps it. */
export type Seen = { study: string; series: string; sop: string; record: string; frame: number; window: { center: number; width: number } | null }

export type ViewerProps = {
  source: Source
  person: Person
  back: { label: string; onClick: () => void }
  /** Which image it opens with; the first of all where none is named. */
  target?: Target
  /** An image is on the screen. */
  onLooked?: (record: string, frame: number) => void
  /** A person marks the image that is shown. */
  onKeyImage?: (seen: Seen) => void
}
