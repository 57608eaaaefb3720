import i18next from 'i18next'
import { useTranslation } from 'react-i18next'
import words from './en.json'

/** The viewer's own words come with the viewer, not with the first page. */
export function useWords() {
  bring()
  return useTranslation('viewer')
}

/** The same outside of a page's parts. */
export function viewerText() {
  bring()
  return i18next.getFixedT('en', 'viewer')
}

function bring(): void {
  if (!i18next.hasResourceBundle('en', 'viewer')) i18next.addResourceBundle('en', 'viewer', words)
}
