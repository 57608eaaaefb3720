// Numbers as the look has them: 1,610, 3.4 GB in decimal units, references in groups.

export function formatCount(n: number): string {
  return n.toLocaleString('en-US')
}

const units = ['bytes', 'KB', 'MB', 'GB', 'TB'] as const

/** "214 KB", "1.8 GB"; one decimal below ten from GB on and where it tells something. */
export function formatBytes(n: number): string {
  if (n === 1) return '1 byte'
  let i = 0
  let v = n
  while (v >= 999.5 && i < units.length - 1) {
    v /= 1000
    i++
  }
  const text = i >= 3 || (i > 0 && v < 9.95) ? v.toFixed(1).replace(/\.0$/, '') : String(Math.round(v))
  return `${text}\u00a0${units[i]}`
}

/** "1.4 of 2.0 GB": both in the unit of the whole. */
export function formatBytesOf(done: number, total: number): { done: string; total: string } {
  const whole = formatBytes(total)
  const unit = whole.split('\u00a0')[1] ?? 'bytes'
  const i = Math.max(0, (units as readonly string[]).indexOf(unit))
  const v = done / 1000 ** i
  const t = total / 1000 ** i
  const digits = i >= 3 || (i > 0 && t < 9.95) ? 1 : 0
  return { done: v.toFixed(digits), total: `${t.toFixed(digits)}\u00a0${units[i]}` }
}

export function formatRate(bytesPerSecond: number): string {
  return formatBytes(bytesPerSecond) + '/s'
}

/** Ten digits as 4417 203 958. */
export function formatReference(ref: string): string {
  const d = ref.replaceAll(' ', '')
  return d.length === 10 ? `${d.slice(0, 4)} ${d.slice(4, 7)} ${d.slice(7)}` : ref
}

/** A fingerprint for comparing: upper case, groups of four, the first groups of it where a number is given. */
export function formatFingerprint(hex: string, groups = Infinity): string {
  const all = hex.toUpperCase().match(/.{1,4}/g) ?? []
  return all.slice(0, groups).join(' ')
}

/** What is left, rounded: under a minute to 5 s, under an hour to minutes, else to 10 minutes. */
export function roundLeft(seconds: number): { unit: 'seconds' | 'minutes'; count: number } {
  if (seconds < 60) return { unit: 'seconds', count: Math.max(5, Math.round(seconds / 5) * 5) }
  if (seconds < 3600) return { unit: 'minutes', count: Math.round(seconds / 60) }
  return { unit: 'minutes', count: Math.round(seconds / 600) * 10 }
}
