import i18next, { type i18n, type Resource } from 'i18next'
import { initReactI18next } from 'react-i18next'
import shared from './en.json'

/** The texts of one entry beside the shared ones. English is the only language so far. */
export function startText(entry: Resource[string]): i18n {
  void i18next.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    defaultNS: 'shared',
    resources: { en: { shared, ...entry } },
    interpolation: { escapeValue: false }, // React escapes
    initAsync: false,
    showSupportNotice: false,
  })
  return i18next
}
