import type { ComponentType, ReactNode } from 'react'
import { afterAll, beforeAll } from 'vitest'
import type { ViewerProps } from '../viewer/props'
import { Viewer as Whole } from '../viewer/viewer'

let other: ComponentType<ViewerProps> | undefined

/** Said at the top of a file of tests: what stands in place of the viewer. It may ask for some of the viewer's props. */
export function inPlaceOfViewer(stand: (props: never) => ReactNode) {
  beforeAll(() => void (other = stand as ComponentType<ViewerProps>))
  afterAll(() => void (other = undefined))
}

/** The viewer, as tests of pages get it (vite.config.ts, standIns). */
export function Viewer(props: ViewerProps) {
  const Part = other ?? Whole
  return <Part {...props} />
}
