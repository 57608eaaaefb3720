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

const tests = /\.test\.tsx?$/

// Half of the time of most test files went into loading React, Mantine and a page
// once more: those with a page share them. Who replaces a module for all others, or
// has no page (a worker is given to its like alone), runs apart.
function testFiles() {
  const all = ['shared', 'desktop', 'console'].flatMap(dir =>
    readdirSync(path.join(here, dir), { recursive: true, encoding: 'utf8' })
      .filter(name => tests.test(name))
      .map(name => path.join(dir, name)),
  )
  const apart = all.filter(name => /@vitest-environment node|\bvi\.(mock|doMock|resetModules)\(/.test(readFileSync(path.join(here, name), 'utf8')))
  return { apart, together: all.filter(name => !apart.includes(name)) }
}

export default defineConfig(({ mode }) => {
  const entry: Entry = isEntry(mode) ? mode : 'desktop'
  const { apart, together } = testFiles()
  return {
    root: path.join(here, entry === 'proof' ? 'shared/viewer/proof' : entry),
    base: entries[entry],
    publicDir: false,
    cacheDir: path.join(here, 'node_modules/.vite', entry),
    resolve: { alias: { '@shared': path.join(here, 'shared') } },
    plugins: [react(), emptyOutDir(), withoutNode()],
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
        { extends: true, test: { name: 'together', include: together } },
        { extends: true, test: { name: 'apart', include: apart, isolate: true } },
      ],
      setupFiles: [path.join(here, 'shared/testing/setup.ts')],
      css: { modules: { classNameStrategy: 'non-scoped' } },
      // As many as there are cores: tests that drive a browser wait most of the time.
      maxWorkers: '100%',
      testTimeout: 120_000,
      hookTimeout: 120_000, // building the pages for a browser
      expect: { poll: { timeout: 60_000 } }, // a machine under load is slow, a wrong page never gets there
    },
  }
})
