import { Fault } from '../fault'
import type { Images } from './contract'
import type { DicomJson } from './dataset'
import type { SlideFile } from './slide/file'

export type FrameBytes = { bytes: Uint8Array; syntax: string }

/** Where a case's images come from; a program's own page gives the way to ask. */
export type Source = {
  /** Asks for the list before the viewer itself is here; whoever asks first then has that answer. */
  begin?(): void
  images(signal?: AbortSignal): Promise<Images>
  dataset(record: string, signal?: AbortSignal): Promise<DicomJson>
  /** How a record of a whole slide is put together. */
  slide(record: string, signal?: AbortSignal): Promise<SlideFile>
  /** One frame, counted from 1, as the codec wants it. */
  frame(record: string, frame: number, signal?: AbortSignal): Promise<FrameBytes>
}

/** Asks for an address and throws a Fault unless the answer is good. */
export type Ask = (address: string, signal?: AbortSignal) => Promise<Response>

/** The images below one case's address. Nothing but ids stands in an address. */
export function newSource(base: string, ask: Ask): Source {
  let begun: Promise<Images> | undefined
  let asked = false
  async function list(signal?: AbortSignal): Promise<Images> {
    const found = (await (await ask(`${base}/images`, signal)).json()) as Images
    // An empty list of Go may be null.
    const studies = (found.studies ?? []).map(st => ({ ...st, series: (st.series ?? []).map(se => ({ ...se, missing: se.missing ?? [], instances: se.instances ?? [] })).filter(se => se.instances.length > 0) }))
    return { studies, others: found.others ?? [] }
  }
  return {
    begin() {
      if (asked) return
      begun ??= list()
      begun.catch(() => (begun = undefined))
    },
    images(signal) {
      asked = true
      const first = begun
      begun = undefined
      return first ?? list(signal)
    },
    async dataset(record, signal) {
      const body: unknown = await (await ask(`${base}/records/${record}/dicom`, signal)).json()
      // PS3.18 has a list of datasets; one record is one of them.
      return (Array.isArray(body) ? body[0] : body) as DicomJson
    },
    async slide(record, signal) {
      return (await (await ask(`${base}/records/${record}/slide`, signal)).json()) as SlideFile
    },
    async frame(record, frame, signal) {
      const res = await ask(`${base}/records/${record}/frames/${frame}`, signal)
      const syntax = /transfer-syntax=([\d.]+)/.exec(res.headers.get('Content-Type') ?? '')?.[1]
      if (!syntax) throw new Fault('internal', '')
      return { bytes: new Uint8Array(await res.arrayBuffer()), syntax }
    },
  }
}
