// Where a record's bytes come from, whichever program shows it: the window asks Go
// by its asset handler, the console asks the service.

import { Fault } from '../fault'

/** A record as the reader needs to know it. */
export type Readable = {
  id: string
  name: string
  media: string
  bytes: number
  /** Of a DICOM file; '' elsewhere. */
  modality: string
  /** Why it is kept and not used; '' where it is. */
  kept: string
  /** Of one image of a series, which stands for all of it: the series. It is looked at in the viewer. */
  series?: string
}

/** How an entry asks: with its own headers, its own faults. A path is below the case. */
export type Ask = (path: string, init?: { range?: [from: number, to: number]; signal?: AbortSignal; method?: 'POST'; body?: string }) => Promise<Response>

/** One record's bytes. */
export type Bytes = {
  /** In all; known before anything is read. */
  size: number
  /** From from up to but without to. */
  read: (from: number, to: number, signal?: AbortSignal) => Promise<Uint8Array<ArrayBuffer>>
}

/** What lies at a path, piece by piece as it is needed. */
export function bytesAt(ask: Ask, path: string, size: number): Bytes {
  return {
    size,
    read: async (from, to, signal) => {
      const res = await ask(path, { range: [from, to], signal })
      const got = new Uint8Array(await res.arrayBuffer())
      // Who does not know ranges gives everything.
      const part = res.status === 206 ? got : got.subarray(from, to)
      if (part.length !== to - from) throw new Fault('damaged', '')
      return part
    },
  }
}

/** Bytes that are here already. */
export function bytesOf(data: ArrayBuffer): Bytes {
  return { size: data.byteLength, read: (from, to) => Promise.resolve(new Uint8Array(data.slice(from, to))) }
}
