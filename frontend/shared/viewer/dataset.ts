// Reading DICOM JSON (PS3.18 F). Whatever a file claims, a reader answers with
// the type that it promises, or with nothing.

export type Element = { vr: string; Value?: unknown[]; InlineBinary?: string; /** How long a value is that was left out. */ bytes?: number }
export type DicomJson = { [tag: string]: Element | undefined }

export function element(ds: DicomJson | undefined, tag: string): Element | undefined {
  return ds?.[tag]
}

/** Whether more is in the file than came here. */
export function isCut(ds: DicomJson): boolean {
  return (ds as Record<string, unknown>).cut === true
}

export function numbers(ds: DicomJson | undefined, tag: string): number[] {
  return (element(ds, tag)?.Value ?? []).map(v => (typeof v === 'number' ? v : typeof v === 'string' && v.trim() !== '' ? Number(v) : NaN)).filter(v => Number.isFinite(v))
}

export function number(ds: DicomJson | undefined, tag: string): number | undefined {
  return numbers(ds, tag)[0]
}

export function strings(ds: DicomJson | undefined, tag: string): string[] {
  return (element(ds, tag)?.Value ?? []).map(v => {
    if (typeof v === 'string') return v.trim()
    if (typeof v === 'number') return String(v)
    // A person's name is an object of its three forms.
    if (typeof v === 'object' && v !== null && 'Alphabetic' in v) return String(v.Alphabetic)
    return ''
  })
}

export function text(ds: DicomJson | undefined, tag: string): string {
  return strings(ds, tag)[0] ?? ''
}

export function items(ds: DicomJson | undefined, tag: string): DicomJson[] {
  const el = element(ds, tag)
  if (el?.vr !== 'SQ') return []
  return (el.Value ?? []).filter((v): v is DicomJson => typeof v === 'object' && v !== null)
}

/** The bytes of an element that travels inside the dataset, little endian. */
export function bytes(ds: DicomJson | undefined, tag: string): Uint8Array | undefined {
  const el = element(ds, tag)
  if (typeof el?.InlineBinary !== 'string') return undefined
  try {
    const raw = atob(el.InlineBinary)
    return Uint8Array.from(raw, c => c.charCodeAt(0))
  } catch {
    return undefined
  }
}

/** Exactly so many numbers, or nothing. */
export function vector<N extends number>(ds: DicomJson | undefined, tag: string, n: N): number[] | undefined {
  const v = numbers(ds, tag)
  return v.length === n ? v : undefined
}
