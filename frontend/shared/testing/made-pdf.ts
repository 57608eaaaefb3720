// Small PDFs made for tests: a page for each list of lines, and whatever else one needs.

type Made = {
  pages: string[][]
  /** Objects beside the pages, from number 10 on; the catalog gets what names them. */
  more?: string[]
  catalog?: string
  /** In each page's dictionary. */
  page?: string
  /** In each page's resources. */
  resources?: string
  /** Instead of a page's words: its drawing as it stands in the file. */
  drawings?: Record<number, string>
}

export function madePdf({ pages, more = [], catalog = '', page = '', resources = '', drawings = {} }: Made): Uint8Array<ArrayBuffer> {
  const objects: string[] = []
  const firstPage = 10 + more.length
  objects[1] = `<< /Type /Catalog /Pages 2 0 R ${catalog} >>`
  objects[2] = `<< /Type /Pages /Count ${pages.length} /Kids [${pages.map((_, i) => `${firstPage + 2 * i} 0 R`).join(' ')}] >>`
  objects[3] = '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>'
  more.forEach((o, i) => (objects[10 + i] = o))
  pages.forEach((lines, i) => {
    const at = firstPage + 2 * i
    const words = `BT /F1 14 Tf 72 760 Td 20 TL ${lines.map(l => `(${l.replace(/[()\\]/g, '\\$&')}) Tj T*`).join(' ')} ET`
    const drawing = drawings[i + 1] ?? words
    objects[at] = `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> ${resources} >> /Contents ${at + 1} 0 R ${page} >>`
    objects[at + 1] = `<< /Length ${drawing.length} >>\nstream\n${drawing}\nendstream`
  })
  let file = '%PDF-1.7\n'
  const starts: number[] = []
  for (let n = 1; n < objects.length; n++) {
    if (!objects[n]) continue
    starts[n] = file.length
    file += `${n} 0 obj\n${objects[n]}\nendobj\n`
  }
  const table = file.length
  file += `xref\n0 ${objects.length}\n0000000000 65535 f \n`
  for (let n = 1; n < objects.length; n++) file += starts[n] === undefined ? '0000000000 65535 f \n' : `${String(starts[n]).padStart(10, '0')} 00000 n \n`
  file += `trailer\n<< /Size ${objects.length} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`
  return new Uint8Array(Array.from(file, c => c.charCodeAt(0)))
}
