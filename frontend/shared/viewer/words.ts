import i18next from 'i18next'
import { useTranslation } from 'react-i18next'
import words from './en.json'

/** The viewer's own words come with the viewer, not with the first page. */
export function useWords() {
  if (!i18next.hasResourceBundle('en', 'viewer')) i18next.addResourceBundle('en', 'viewer', words)
  return useTranslation('viewer')
}
