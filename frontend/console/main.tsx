import { createRoot } from 'react-dom/client'
import { startText } from '@shared/i18n/i18n'
import { LookProvider } from '@shared/theme/provider'
import { App } from './app'
import text from './en.json'

startText({ console: text })
const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <LookProvider pointer>
      <App />
    </LookProvider>,
  )
}
