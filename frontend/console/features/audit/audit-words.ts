import { useTranslation } from 'react-i18next'
import type { AuditRow } from '../../api/types'
import { useGlassWords } from '../../lib/glass-words'
import { useWords } from '../../lib/words'

/** What the audit wrote, in words; a code that this page does not know is shown as it is. */
export function useAuditWords() {
  const { t, i18n } = useTranslation('console')
  const say = useWords()
  const glass = useGlassWords()
  return {
    /** "sign-in", "role-given:admin", or "prices:proposed" of a register. */
    event: (event: string) => {
      const [what = '', more = ''] = event.split(':')
      // a proposal to erase is no erasure: a register's step goes before what is done under the same name
      if (i18n.exists(`console:audit.steps.${more}`)) return t(`audit.steps.${more as 'proposed'}`, { register: t(`audit.registers.${what as 'purge'}`, { defaultValue: what }) })
      if (i18n.exists(`console:did.${what}`)) return say('did', what, { role: say('role', more) })
      return more ? event : say('event', event)
    },
    reason: (row: AuditRow) => {
      if (row.reason === '') return ''
      if (row.event === 'break-glass') return glass.reason(row.reason)
      if (row.event === 'glass-saw') return glass.what(row.reason)
      if (row.event === 'glass-reviewed') return t(`glass.${row.reason as 'justified'}`, { defaultValue: row.reason })
      return say('reason', row.reason)
    },
  }
}
