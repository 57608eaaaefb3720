import { createRoot } from 'react-dom/client'
import { startText } from '../../i18n/i18n'
import { LookProvider } from '../../theme/provider'
import type { KeyImage, Target } from '../../wire/key-image'
import { KeyImageWork } from '../key-image-work'
import type { KeyImageHands } from '../key-images'
import type { Source } from '../source'
import { Viewer } from '../viewer'

/** The viewer alone, as both programs open it, over the files of a test; kept takes what is marked, where something may be. */
export function look(source: Source, target?: Target, kept?: KeyImage[]): void {
  startText({})
  const root = document.body.appendChild(document.createElement('div'))
  root.style.height = '100vh'
  createRoot(root).render(
    <LookProvider pointer>
      <Viewer source={source} person={{ name: 'Test', sex: '', birthDate: '', reference: '' }} back={{ label: 'Case', onClick: () => {} }} target={target} keyImages={kept && hands(kept)} />
    </LookProvider>,
  )
}

function hands(kept: KeyImage[]): KeyImageHands {
  const without = (id: string) => kept.splice(0, kept.length, ...kept.filter(k => k.id !== id))
  return {
    list: [],
    work: new KeyImageWork(),
    edit: {
      save: image => {
        without(image.id)
        kept.push(image)
        return Promise.resolve({ image })
      },
      remove: id => Promise.resolve(void without(id)),
      stored: () => kept.map(image => ({ image })),
    },
  }
}
