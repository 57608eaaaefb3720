// The import rule of the pages, as an ESLint rule:
//
//   shared  ->  <entry>/api  ->  <entry>/features/<one>  ->  the entry itself
//
// A file imports its own level or a lower one; no feature imports another; no
// entry imports another; only <entry>/bridge.ts imports the generated bindings.
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '..')

function place(file) {
  const parts = path.relative(root, file).split(path.sep)
  const [top, second, third] = parts
  if (top === 'shared' || top === 'wailsjs') return { top, level: 0 }
  if (second === 'features') return { top, level: 2, feature: third }
  // Not of a screen: the bridge, the operations, and what all screens lean on.
  if (second === 'api' || second === 'lib' || second === 'bridge.ts') return { top, level: 1 }
  return { top, level: 3 }
}

function target(from, spec) {
  if (spec.startsWith('@shared/')) return path.join(root, 'shared', spec.slice('@shared/'.length))
  if (spec.startsWith('.')) return path.resolve(path.dirname(from), spec)
  return null
}

export const levels = {
  meta: { type: 'problem', schema: [], messages: { no: '{{why}}' } },
  create(context) {
    const from = context.filename
    const here = place(from)
    // A test may lean on made-up data; production code may not.
    const test = /\.test\.tsx?$/.test(from)
    function check(node) {
      const spec = node.source?.value
      if (typeof spec !== 'string') return
      const file = target(from, spec)
      if (!file) return
      const there = place(file.endsWith('/bridge') ? file + '.ts' : file)
      const say = why => context.report({ node, messageId: 'no', data: { why } })
      if (there.top === 'wailsjs') {
        if (here.top !== 'wailsjs' && path.basename(from) !== 'bridge.ts') say('Only bridge.ts imports the generated bindings.')
        return
      }
      if (there.top === 'shared') return
      if (here.top === 'shared') return say('shared imports nothing but shared.')
      if (here.top !== there.top) return say('No entry imports another entry; put it into shared.')
      if (test && path.relative(root, file).split(path.sep)[1] === 'testing') return
      if (there.level > here.level) return say('Imports run shared -> api -> features -> entry.')
      if (here.feature && there.feature && here.feature !== there.feature) say('No feature imports another feature.')
    }
    return { ImportDeclaration: check, ExportNamedDeclaration: check, ExportAllDeclaration: check, ImportExpression: check }
  },
}

// Colors live in the theme: a component uses the --oso-* tokens.
const hex = /#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})\b/i

export const colors = {
  meta: { type: 'problem', schema: [], messages: { no: 'No hex colors outside the theme file; use the --oso-* tokens.' } },
  create(context) {
    const check = (node, text) => hex.test(text) && context.report({ node, messageId: 'no' })
    return {
      Literal: n => typeof n.value === 'string' && check(n, n.value),
      TemplateElement: n => check(n, n.value.raw),
    }
  },
}
