import 'i18next'
import type actText from './console/acts.json'
import type consoleText from './console/en.json'
import type desktopText from './desktop/en.json'
import type sharedText from './shared/i18n/en.json'
import type viewerText from './shared/viewer/en.json'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'shared'
    resources: {
      shared: typeof sharedText
      desktop: typeof desktopText
      console: typeof consoleText
      acts: typeof actText
      viewer: typeof viewerText
    }
  }
}
