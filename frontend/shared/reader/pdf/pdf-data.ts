// What pdf.js fetches by name while it reads: maps of Asian character codes, the fonts
// that every reader of PDF must have, and the decoders of JPEG 2000 and JBIG2. They are
// files of ours; nothing is fetched from anywhere else.

const files = import.meta.glob<string>(
  ['../../../node_modules/pdfjs-dist/cmaps/*.bcmap', '../../../node_modules/pdfjs-dist/standard_fonts/*.{pfb,ttf}', '../../../node_modules/pdfjs-dist/wasm/*.wasm'],
  { query: '?url', import: 'default', eager: true },
)
const addresses = new Map(Object.entries(files).map(([path, url]) => [path.slice(path.lastIndexOf('/') + 1), url]))

async function get(name: string): Promise<Uint8Array> {
  const url = addresses.get(name)
  if (!url) throw new Error('a PDF asks for a part that the program does not have')
  const res = await fetch(url)
  if (!res.ok) throw new Error('a part of the program could not be read')
  return new Uint8Array(await res.arrayBuffer())
}

class CharacterMaps {
  fetch = async ({ name }: { name: string }) => ({ cMapData: await get(name + '.bcmap'), isCompressed: true })
}

class NamedFiles {
  fetch = ({ filename }: { filename: string }) => get(filename)
}

/** For getDocument. The addresses are asked for by nobody: pdf.js wants some before it uses a factory. */
export const parts = {
  useWorkerFetch: false,
  cMapUrl: 'cmaps/',
  standardFontDataUrl: 'fonts/',
  wasmUrl: 'wasm/',
  CMapReaderFactory: CharacterMaps,
  StandardFontDataFactory: NamedFiles,
  WasmFactory: NamedFiles,
}
