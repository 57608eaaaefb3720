import type { Person } from '../ui/identity'
import type { KeyImageHands } from './key-images'
import type { Instance } from './contract'
import type { Ways } from './film-saves'
import type { Source } from './source'
import type { Target } from '../wire/key-image'

export type ViewerProps = {
  source: Source
  person: Person
  back: { label: string; onClick: () => void }
  /** Which image it opens with; the first of all where none is named. */
  target?: Target
  /** An image is on the screen. */
  onLooked?: (record: string, frame: number) => void
  /** The key images of the case; none where there are none to read and none can be made. */
  keyImages?: KeyImageHands
  /** Names the place that is shown in the text that somebody writes; absent where nobody here writes. */
  onCite?: (target: Target) => void
  /** How a record that is a film is saved. */
  saves?: (instance: Instance) => Ways
  /** The key image that it opens with, by its id: before target. */
  keyImage?: string
}
