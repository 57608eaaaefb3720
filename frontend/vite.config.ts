import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import react from '@vitejs/plugin-react'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

const here = import.meta.dirname

// The two entries, each a page of its own built into dist/<entry>. The console
// is mounted by the server under a path of the same name. proof is a page of a
// test's, in no program (internal/e2e, TestCorpusPixels).
const entries = { desktop: '/', console: '/console/', proof: '/' } as const
type Entry = keyof typeof entries

function isEntry(mode: string): mode is Entry {
  return mode in entries
}

// Empties a dist folder but for its .gitkeep, which is tracked so that Go can
// embed the folder before the first build.
function emptyOutDir(): Plugin {
  let dir = ''
  return {
    name: 'oso-empty-out-dir',
    apply: 'build',
    configResolved(config) {
      dir = config.build.outDir
    },
    buildStart() {
      if (!existsSync(dir)) return
      for (const name of readdirSync(dir)) {
        if (name !== '.gitkeep') rmSync(path.join(dir, name), { recursive: true })
      }
    },
  }
}

// The codecs' scripts ask for Node's modules where Node runs them, which is never
// here; the bundler would warn of each at every build.
function withoutNode(): Plugin {
  const nothing = '\0nothing'
  return {
    name: 'oso-without-node',
    apply: 'build',
    enforce: 'pre',
    resolveId: (id, importer) => (importer?.includes('@cornerstonejs/codec-') && (id === 'fs' || id === 'path') ? nothing : null),
    load: id => (id === nothing ? 'export default {}' : null),
  }
}

// Loads the icons that are named, each from its own file: the package's first file
// names six thousand others, and each worker of the tests would load them all.
function namedIcons(): Plugin {
  const root = path.join(here, 'node_modules/@tabler/icons-react/dist/esm')
  const files = new Map<string, string>()
  for (const [, names, file] of readFileSync(path.join(root, 'tabler-icons-react.mjs'), 'utf8').matchAll(/^export \{ (.+) \} from '\.\/(icons\/.+)';$/gm))
    for (const name of names!.split(', ')) files.set(name.replace('default as ', ''), `${root}/${file}`)
  const one = (asked: string) => {
    const [name, as = name] = asked.trim().split(' as ')
    const file = files.get(name!)
    if (!file) throw new Error(`@tabler/icons-react has no ${name}`)
    return `import ${as} from '${file}';`
  }
  return {
    name: 'oso-named-icons',
    enforce: 'pre',
    apply: (_, { command }) => command === 'build' || process.env.VITEST === 'true',
    transform: {
      filter: { code: '@tabler/icons-react' },
      // In one line and as many line ends as before: a fault names the line that it stands in.
      handler: code =>
        code.replace(/^import \{([^}]+)\} from '@tabler\/icons-react'/gm, (whole, names: string) => names.split(',').filter(n => n.trim()).map(one).join(' ') + whole.replace(/[^\n]/g, '')),
    },
  }
}

// Stands before what some tests of pages take another part for: the editor, which a
// page of jsdom's cannot lay out, and the viewer.
function standIns(): Plugin {
  const of = new Map([
    [path.join(here, 'shared/editor/rich-text'), path.join(here, 'shared/testing/rich-text.tsx')],
    [path.join(here, 'shared/viewer/viewer'), path.join(here, 'shared/testing/viewer.tsx')],
  ])
  return {
    name: 'oso-stand-ins',
    enforce: 'pre',
    resolveId(id, from) {
      const before = of.get(from && id.startsWith('.') ? path.resolve(path.dirname(from), id) : id)
      return before && before !== from ? before : null
    },
  }
}

const tests = /\.test\.tsx?$/

// Most of the time of most test files went into loading React, Mantine and a page
// once more: those with a page share them, and so do those without one. Who replaces
// a module for all others runs apart. Those in a real browser share it, and the pages
// that it shows.
function testFiles() {
  const all = ['shared', 'desktop', 'console'].flatMap(dir =>
    readdirSync(path.join(here, dir), { recursive: true, encoding: 'utf8' })
      .filter(name => tests.test(name))
      .map(name => path.join(dir, name)),
  )
  const kind = (name: string) => {
    if (name.includes('.browser.')) return 'browser'
    const text = readFileSync(path.join(here, name), 'utf8')
    if (/\bvi\.(mock|doMock|resetModules)\(/.test(text)) return 'apart'
    return text.includes('@vitest-environment node') ? 'node' : 'together'
  }
  const kinds = all.map(kind)
  const of = (wanted: string) => all.filter((_, i) => kinds[i] === wanted)
  return { apart: of('apart'), browser: of('browser'), node: of('node'), together: of('together') }
}

export default defineConfig(({ mode }) => {
  const entry: Entry = isEntry(mode) ? mode : 'desktop'
  const { apart, browser, node, together } = testFiles()
  return {
    root: path.join(here, entry === 'proof' ? 'shared/viewer/proof' : entry),
    base: entries[entry],
    publicDir: false,
    cacheDir: path.join(here, 'node_modules/.vite', entry),
    resolve: { alias: { '@shared': path.join(here, 'shared') } },
    plugins: [react(), namedIcons(), emptyOutDir(), withoutNode()],
    worker: { format: 'es', plugins: () => [withoutNode()] },
    build: {
      outDir: path.join(here, 'dist', entry),
      emptyOutDir: false,
      // WebKitGTK of Debian 12 and WebView2 are both newer than this.
      target: ['chrome111', 'safari16.4'],
      // Everything is a file of its own: the CSP allows no data: scripts or fonts.
      assetsInlineLimit: 0,
      // No inline module preload script either.
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 1200,
    },
    server: { fs: { allow: [here] } },
    test: {
      root: here,
      environment: 'jsdom',
      isolate: false,
      projects: [
        { extends: true, test: { name: 'together', include: together }, plugins: [standIns()] },
        { extends: true, test: { name: 'node', include: node } },
        { extends: true, test: { name: 'browser', include: browser, environment: 'node', globalSetup: path.join(here, 'shared/testing/browser-setup.ts') } },
        { extends: true, test: { name: 'apart', include: apart, isolate: true } },
      ],
      setupFiles: [path.join(here, 'shared/testing/setup.ts')],
      css: { modules: { classNameStrategy: 'non-scoped' } },
      // React leaves much behind at each key: what is young is collected a quarter as often.
      execArgv: ['--max-semi-space-size=64'],
      // As many as there are cores: tests that drive a browser wait most of the time.
      maxWorkers: '100%',
      testTimeout: 120_000,
      hookTimeout: 120_000, // building the pages for a browser
      expect: { poll: { timeout: 60_000 } }, // a machine under load is slow, a wrong page never gets there
    },
  }
})
