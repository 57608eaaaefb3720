import type { Partner } from '../../api/types'
import { newOnce } from '../../lib/once'

export function newPartner(today: string): Partner {
  return { id: newOnce(), name: '', active: true, contract: '', from: today, until: '', pays: 'partner', accepts: false, told: true, brand: 'own', label: '', member: '', contact: { name: '', email: '', phone: '' }, note: '' }
}

const fields = ['name', 'active', 'contract', 'from', 'until', 'pays', 'accepts', 'told', 'brand', 'label', 'member', 'contact', 'note'] as const

export type PartnerField = (typeof fields)[number]
export type PartnerChange = { partner: Partner; field: PartnerField | 'added'; was: string; now: string }

/** What one list of partners says otherwise than another, field by field. */
export function partnerChanges(before: readonly Partner[], now: readonly Partner[]): PartnerChange[] {
  const said = (p: Partner, f: PartnerField) => (f === 'contact' ? [p.contact.name, p.contact.phone, p.contact.email].filter(Boolean).join(', ') : String(p[f]))
  return now.flatMap((p): PartnerChange[] => {
    const was = before.find(b => b.id === p.id)
    if (!was) return [{ partner: p, field: 'added', was: '', now: p.name }]
    return fields.filter(f => said(was, f) !== said(p, f)).map(f => ({ partner: p, field: f, was: said(was, f), now: said(p, f) }))
  })
}
