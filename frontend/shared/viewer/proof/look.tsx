import { createRoot } from 'react-dom/client'
import { startText } from '../../i18n/i18n'
import { LookProvider } from '../../theme/provider'
import type { Source } from '../source'
import type { Target } from '../../wire/key-image'
import { Viewer } from '../viewer'

/** The viewer alone, as both programs open it, over the files of a test. */
export function look(source: Source, target?: Target): void {
  startText({})
  const root = document.body.appendChild(document.createElement('div'))
  root.style.height = '100vh'
  createRoot(root).render(
    <LookProvider pointer>
      <Viewer source={source} person={{ name: 'Test', sex: '', birthDate: '', reference: '' }} back={{ label: 'Case', onClick: () => {} }} target={target} />
    </LookProvider>,
  )
}
