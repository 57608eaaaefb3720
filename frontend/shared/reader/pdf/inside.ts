// Files that a PDF carries inside of it, as a portfolio does: they are named and may be
// saved. None is opened here, and none by itself.

/** One of them; content is null where the PDF names it and does not hold it. */
export type Inside = { name: string; kind: string; program: boolean; bytes: number; content: Uint8Array<ArrayBuffer> | null }

/** What pdf.js found. Names are strangers': without paths, and without what turns their letters around. */
export function insideOf(found: unknown): Inside[] {
  if (typeof found !== 'object' || found === null) return []
  return Object.values(found as Record<string, { filename?: unknown; content?: unknown }>).map(f => {
    const content = f.content instanceof Uint8Array ? (f.content as Uint8Array<ArrayBuffer>) : null
    const name = nameOf(f.filename)
    return { name, kind: kindOf(name, content), program: isProgram(name, content), bytes: content?.length ?? 0, content }
  })
}

const longest = 120

function nameOf(given: unknown): string {
  const text = typeof given === 'string' ? given : ''
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '').replace(/^.*[/\\]/, '').trim().slice(-longest)
}

const begins = (content: Uint8Array | null, ...bytes: number[]) => content !== null && bytes.every((b, i) => content[i] === b)

/** As its bytes say where they do, else by the end of its name, which proves nothing. */
function kindOf(name: string, content: Uint8Array | null): string {
  if (begins(content, 0x25, 0x50, 0x44, 0x46)) return 'PDF'
  if (begins(content, 0xff, 0xd8, 0xff)) return 'JPEG'
  if (begins(content, 0x89, 0x50, 0x4e, 0x47)) return 'PNG'
  return /\.([A-Za-z0-9]{1,5})$/.exec(name)?.[1]?.toUpperCase() ?? ''
}

const programs = /\.(exe|com|scr|pif|bat|cmd|ps1|vbs|vbe|js|jse|wsf|wsh|hta|msi|msp|jar|lnk|reg|dll|app|command|sh|desktop|chm)$/i

/** What runs when somebody opens it: it is not given out. */
function isProgram(name: string, content: Uint8Array | null): boolean {
  return programs.test(name) || begins(content, 0x4d, 0x5a) || begins(content, 0x7f, 0x45, 0x4c, 0x46) || begins(content, 0x23, 0x21) || begins(content, 0xcf, 0xfa, 0xed, 0xfe) || begins(content, 0xca, 0xfe, 0xba, 0xbe)
}
