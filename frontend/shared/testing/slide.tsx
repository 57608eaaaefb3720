// The viewer over a slide that a test serves below /case/: images, records/…/slide and
// records/…/frames/n, the latter not compressed. Built by browser.ts; not part of any build.
import { useState } from 'react'
import { createRoot } from 'react-dom/client'
import { Fault } from '../fault'
import { startText } from '../i18n/i18n'
import '../theme/base.css'
import '../theme/fonts.css'
import { LookProvider } from '../theme/provider'
import { Frames, newDecoder } from '../viewer/frames'
import { KeyImageWork } from '../viewer/key-image-work'
import { renderKeyImage } from '../viewer/render-key-image'
import { newSource } from '../viewer/source'
import { Viewer } from '../viewer/viewer'
import type { KeyImage } from '../wire/key-image'

const asked = new URLSearchParams(location.search)
const number = (name: string) => (asked.has(name) ? Number(asked.get(name)) : undefined)
const source = newSource('/case', async (address, signal) => {
  const res = await fetch(address, { signal })
  if (!res.ok) throw new Fault('unreadable', 'That part of the record cannot be read.', res.status)
  if (!address.includes('/frames/')) return res
  const headers = { 'Content-Type': 'application/octet-stream; transfer-syntax=1.2.840.10008.1.2.1' }
  return new Response(await res.arrayBuffer(), { headers })
})

// The key images are kept by the page; what was asked for them is heard by the test.
const start = JSON.parse(asked.get('keys') ?? '[]') as KeyImage[]
const kept = { list: start }
function Page() {
  const [list, setList] = useState(start)
  const [work] = useState(() => new KeyImageWork())
  const keep = (next: KeyImage[]) => {
    setList((kept.list = next))
    return Promise.resolve()
  }
  const [edit] = useState(() => ({
    save: (k: KeyImage) => keep([...kept.list.filter(x => x.id !== k.id), k]).then(() => ({ image: k })),
    remove: (id: string) => keep(kept.list.filter(x => x.id !== id)),
    stored: () => kept.list.map(image => ({ image })),
  }))
  return (
    <Viewer
      source={source}
      person={{ name: 'Test, Slide', sex: 'F', birthDate: '1970-01-01', reference: '0000' }}
      back={{ label: 'Back', onClick: () => {} }}
      target={asked.has('sop') ? { sop: asked.get('sop') ?? '', x: number('x'), y: number('y') } : undefined}
      keyImages={{ list, edit, work }}
      keyImage={asked.get('key') ?? undefined}
    />
  )
}

type Dots = { width: number; height: number; colors: number[][] }

/** The picture of a key image as the letter gets it: how large it is, and some dots of it; or why there is none. */
async function picture(k: KeyImage, dots: [number, number][], most?: number): Promise<Dots | string> {
  const frames = new Frames(source, { budget: 1e6, decoder: newDecoder(1) })
  try {
    const shown = await createImageBitmap(await renderKeyImage(frames, k, most))
    const canvas = document.createElement('canvas')
    canvas.width = shown.width
    canvas.height = shown.height
    const ctx = canvas.getContext('2d')
    ctx?.drawImage(shown, 0, 0)
    return { width: shown.width, height: shown.height, colors: dots.map(([x, y]) => [...(ctx?.getImageData(x, y, 1, 1).data ?? [])]) }
  } catch (e) {
    return e instanceof Fault ? `${e.kind}: ${e.message}` : String(e)
  } finally {
    frames.dispose()
  }
}
Object.assign(window, { picture, kept })

startText({})
const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <LookProvider>
      <div style={{ height: '100vh' }}>
        <Page />
      </div>
    </LookProvider>,
  )
}
