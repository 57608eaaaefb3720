// What Go says of a case's images: the same shapes in the window and in the
// console, from headers alone, instances in viewing order.

export type Instance = {
  record: string
  /** SOP Class UID. */
  sop: string
  /** SOP Instance UID. */
  uid: string
  number: number | null
  frames: number
  rows: number
  columns: number
  /** Transfer Syntax UID of the file. */
  syntax: string
  bytes: number
  position: [number, number, number] | null
  orientation: [number, number, number, number, number, number] | null
  thickness: number | null
  /** Between rows, between columns; mm. */
  spacing: [number, number] | null
  shown: boolean
  /** Why it is not shown; a sentence. */
  why?: string
}

export type Series = {
  uid: string
  number: string
  modality: string
  description: string
  body_part: string
  laterality: string
  frame_of_reference: string
  /** Image numbers that are not there, from and to. */
  missing: [number, number][]
  /** How good it is to read, from headers alone: one line, and what that means for a reader. */
  quality?: { line: string; means: string; notes: { code: string; text: string; means: string; hint: boolean }[] }
  instances: Instance[]
}

export type Study = { uid: string; date: string; description: string; accession: string; series: Series[] }

/** A DICOM record without an image of its own. */
export type Other = Instance & { kind?: string; description?: string }

export type Images = { studies: Study[]; others: Other[] }
