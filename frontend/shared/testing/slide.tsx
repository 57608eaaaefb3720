// The viewer over a slide that a test serves below /case/: images, records/…/slide and
// records/…/frames/n, the latter not compressed. Built by browser.ts; not part of any build.
import { createRoot } from 'react-dom/client'
import { Fault } from '../fault'
import { startText } from '../i18n/i18n'
import '../theme/base.css'
import '../theme/fonts.css'
import { LookProvider } from '../theme/provider'
import { newSource } from '../viewer/source'
import { Viewer } from '../viewer/viewer'

const asked = new URLSearchParams(location.search)
const number = (name: string) => (asked.has(name) ? Number(asked.get(name)) : undefined)
const source = newSource('/case', async (address, signal) => {
  const res = await fetch(address, { signal })
  if (!res.ok) throw new Fault('unreadable', 'That part of the record cannot be read.', res.status)
  if (!address.includes('/frames/')) return res
  const headers = { 'Content-Type': 'application/octet-stream; transfer-syntax=1.2.840.10008.1.2.1' }
  return new Response(await res.arrayBuffer(), { headers })
})

startText({})
const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <LookProvider>
      <div style={{ height: '100vh' }}>
        <Viewer
          source={source}
          person={{ name: 'Test, Slide', sex: 'F', birthDate: '1970-01-01', reference: '0000' }}
          back={{ label: 'Back', onClick: () => {} }}
          target={asked.has('sop') ? { sop: asked.get('sop') ?? '', x: number('x'), y: number('y') } : undefined}
        />
      </div>
    </LookProvider>,
  )
}
