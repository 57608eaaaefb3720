import type { Ask } from '@shared/reader/source'
import { address, askAt } from './client'

/** Where a record's bytes are; ids only. */
export function recordAddress(id: string, record: string): string {
  return address(`/cases/${id}/records/${record}`)
}

/** Where the files of the study are that a record belongs to, as a ZIP. */
export function studyAddress(id: string, record: string): string {
  return `${recordAddress(id, record)}/study.zip`
}

/** Where a slide is that its scanner wrote as several files, as a ZIP. */
export function slideAddress(id: string, record: string): string {
  return `${recordAddress(id, record)}/slide.zip`
}

/** Where the film is that a record in DICOM holds. */
export function filmAddress(id: string, record: string): string {
  return `${recordAddress(id, record)}/film`
}

/** How the reader asks for what belongs to a case. */
export function caseAsk(id: string): Ask {
  return (path, init) => askAt(address(`/cases/${id}/${path}`), init)
}
