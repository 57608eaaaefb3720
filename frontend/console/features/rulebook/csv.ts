/** Rows of a table as CSV (RFC 4180), with a byte order mark so that spreadsheets read it as UTF-8. */
export function toCSV(rows: readonly (readonly string[])[]): string {
  return `\uFEFF${rows.map(r => r.map(cell).join(',')).join('\r\n')}\r\n`
}

/** A spreadsheet takes what begins so for a formula, and runs it. */
const formula = /^[=+\-@\t\r]/

function cell(text: string): string {
  const safe = formula.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Rows of a CSV file; what toCSV put before a formula is taken away again. Semicolons part cells where the first line has no comma. */
export function fromCSV(text: string): string[][] {
  const plain = text.replace(/^\uFEFF/, '')
  const head = plain.slice(0, Math.max(plain.search(/[\r\n]|$/), 0))
  const by = !head.includes(',') && head.includes(';') ? ';' : ','
  const rows: string[][] = []
  let row: string[] = []
  let at = ''
  let quoted = false
  for (let i = 0; i < plain.length; i++) {
    const c = plain.charAt(i)
    if (quoted) {
      if (c !== '"') at += c
      else if (plain.charAt(i + 1) === '"') at += plain.charAt(++i)
      else quoted = false
    } else if (c === '"' && at === '') quoted = true
    else if (c === by || c === '\n' || c === '\r') {
      row.push(clean(at))
      at = ''
      if (c === by) continue
      if (c === '\r' && plain.charAt(i + 1) === '\n') i++
      rows.push(row)
      row = []
    } else at += c
  }
  if (at !== '' || row.length > 0) rows.push([...row, clean(at)])
  return rows.filter(r => r.some(c => c.trim() !== ''))
}

function clean(text: string): string {
  const t = text.trim()
  return t.startsWith("'") && formula.test(t.slice(1)) ? t.slice(1) : t
}

/** Gives the browser a table to save. */
export function saveCSV(name: string, rows: readonly (readonly string[])[]): void {
  const url = URL.createObjectURL(new Blob([toCSV(rows)], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 1000)
}

/** The rows of a file below a head of names, each by its name. Null where a name that is needed is not there. */
export function namedRows(text: string, needed: readonly string[]): Record<string, string>[] | null {
  const [head, ...rows] = fromCSV(text)
  const names = head?.map(n => n.trim().toLowerCase()) ?? []
  if (!needed.every(n => names.includes(n))) return null
  return rows.map(r => Object.fromEntries(names.map((n, i) => [n, r[i] ?? ''])))
}
