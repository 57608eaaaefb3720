import { type ComponentType, type ReactNode, useEffect, useState } from 'react'
import type { ViewerProps } from './props'

// The viewer and its codecs are read when somebody is about to look at images,
// and once. Not by React's lazy: what that has to wait for, however shortly, is
// kept from the screen for 300 ms.
const read: { Viewer?: ComponentType<ViewerProps> } = {}

async function readViewer(): Promise<ComponentType<ViewerProps>> {
  const { Viewer } = await import('./viewer')
  read.Viewer = Viewer
  return Viewer
}

/** Reads the viewer while a page rests that leads to it. */
export function useViewerSoon(leads: boolean): void {
  useEffect(() => {
    if (!leads || read.Viewer) return
    const timer = setTimeout(() => void readViewer().catch(() => {}), 100) // it is asked for again
    return () => clearTimeout(timer)
  }, [leads])
}

/** The viewer once it is read; waiting until then. */
export function ViewerSoon({ waiting, ...props }: ViewerProps & { waiting: ReactNode }) {
  const [Viewer, setViewer] = useState(() => read.Viewer)
  const [fault, setFault] = useState<{ error: unknown } | null>(null)
  useEffect(() => {
    if (Viewer) return
    let gone = false
    readViewer().then(
      found => !gone && setViewer(() => found),
      (error: unknown) => !gone && setFault({ error }),
    )
    return () => {
      gone = true
    }
  }, [Viewer])
  if (fault) throw fault.error
  // Another address is another viewer: nothing of what the one before led to stays.
  return Viewer ? <Viewer key={JSON.stringify([props.keyImage, props.target])} {...props} /> : waiting
}
