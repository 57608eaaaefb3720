import { useTranslation } from 'react-i18next'
import type { PersonRef } from '../api/types'

/** Who did something: a person by name, else the command line or the program itself. */
export function useActor(): (who: PersonRef) => string {
  const { t } = useTranslation('console')
  return who => who.name || (who.id === 'command-line' ? t('past.commandLine') : t('past.program'))
}
