// Cuts the arrows, mathematical signs, daggers and bullets that the web subsets of
// the text faces lack (clinical text needs them) out of the full TTF cuts, into
// shared/theme/fonts. Run by hand after a font package changes: npm run fonts.
import { readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import subsetFont from 'subset-font'

const require = createRequire(import.meta.url)
const out = path.join(path.dirname(fileURLToPath(import.meta.url)), '../shared/theme/fonts')

const cuts = [
  ['source-sans-3-symbols-400', '@expo-google-fonts/source-sans-3/400Regular/SourceSans3_400Regular.ttf'],
  ['source-sans-3-symbols-600', '@expo-google-fonts/source-sans-3/600SemiBold/SourceSans3_600SemiBold.ttf'],
  ['source-serif-4-symbols-400', '@expo-google-fonts/source-serif-4/400Regular/SourceSerif4_400Regular.ttf'],
  ['source-serif-4-symbols-600', '@expo-google-fonts/source-serif-4/600SemiBold/SourceSerif4_600SemiBold.ttf'],
  ['source-code-pro-symbols-400', '@expo-google-fonts/source-code-pro/400Regular/SourceCodePro_400Regular.ttf'],
]

const ranges = [
  [0x2020, 0x2022],
  [0x2190, 0x22ff],
]

const text = ranges
  .flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i)))
  .join('')

for (const [name, file] of cuts) {
  const ttf = await readFile(require.resolve(file))
  const woff2 = await subsetFont(ttf, text, { targetFormat: 'woff2' })
  await writeFile(path.join(out, name + '.woff2'), woff2)
  console.log(name, woff2.length)
}
