// The page over made-up data, for scripts/look.mjs and for looking while one works:
// npm run dev, then /testing/look.html?scene=cases. Not part of any build.

import { installFakeGo } from './fake-go'
import { scenes } from './scenes'

const name = new URLSearchParams(location.search).get('scene') ?? 'cases'
const scene = scenes[name]
if (scene) {
  Object.assign(window, { made: installFakeGo(scene.go()) }) // for tests in a browser: what was called
  if (scene.at) location.hash = scene.at
}
await import('../main')
