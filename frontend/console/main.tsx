import { createRoot } from 'react-dom/client'
import { startText } from '@shared/i18n/i18n'
import { LookProvider } from '@shared/theme/provider'
import { App } from './app'
import acts from './acts.json'
import text from './en.json'

startText({ console: text, acts })
const root = document.getElementById('root')
// The server writes a value into each page that lets its own style sheets through the policy.
const nonce = document.querySelector<HTMLMetaElement>('meta[name="style-nonce"]')?.content
// The library that keeps the page still behind a dialog asks for it under this name.
Object.assign(globalThis, { __webpack_nonce__: nonce })
if (root) {
  createRoot(root).render(
    <LookProvider pointer nonce={nonce}>
      <App />
    </LookProvider>,
  )
}
