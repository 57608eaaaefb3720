import { formatDay } from '@shared/format/date'
import { useTranslation } from 'react-i18next'
import type { Partner } from '../../api/types'
import { newOnce } from '../../lib/once'

export function newPartner(today: string): Partner {
  return { id: newOnce(), name: '', active: true, contract: '', from: today, until: '', pays: 'partner', accepts: false, told: true, brand: 'own', label: '', member: '', contact: { name: '', email: '', phone: '' }, note: '' }
}

const fields = ['name', 'active', 'contract', 'from', 'until', 'pays', 'accepts', 'told', 'brand', 'label', 'member', 'contact', 'note'] as const

export type PartnerField = (typeof fields)[number]
export type PartnerChange = { partner: Partner; field: PartnerField | 'added'; was: string; now: string }

/** How what is agreed with a partner is said, field by field; empty: nothing is. */
export function usePartnerWords() {
  const { t } = useTranslation('console')
  return (p: Partner, f: PartnerField): string => {
    switch (f) {
      case 'active':
        return t(p.active ? 'partners.active' : 'partners.notActive')
      case 'from':
      case 'until':
        return p[f] && formatDay(p[f])
      case 'pays':
        return t(p.pays === 'member' ? 'partners.paysMember' : 'partners.paysPartner')
      case 'accepts':
        return t(p.accepts ? 'partners.accepts' : 'partners.asks')
      case 'told':
        return t(p.told ? 'partners.isTold' : 'partners.notTold')
      case 'brand':
        return p.brand === 'own' ? t('partners.brandOwn') : t(p.brand === 'co-branded' ? 'partners.brandBoth' : 'partners.brandWhite', { label: p.label })
      case 'contact':
        return [p.contact.name, p.contact.phone, p.contact.email].filter(Boolean).join(', ')
      default:
        return p[f]
    }
  }
}

/** What one list of partners says otherwise than another, field by field, in the words of `said`. */
export function partnerChanges(before: readonly Partner[], now: readonly Partner[], said: (p: Partner, f: PartnerField) => string): PartnerChange[] {
  return now.flatMap((p): PartnerChange[] => {
    const was = before.find(b => b.id === p.id)
    if (!was) return [{ partner: p, field: 'added', was: '', now: p.name }]
    return fields.filter(f => said(was, f) !== said(p, f)).map(f => ({ partner: p, field: f, was: said(was, f), now: said(p, f) }))
  })
}
