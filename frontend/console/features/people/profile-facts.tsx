import { formatDay } from '@shared/format/date'
import { type Fact, Facts } from '@shared/ui/facts'
import { SectionHead } from '@shared/ui/page'
import { useTranslation } from 'react-i18next'
import type { Entry, Profile } from '../../api/types'
import table from '../../lib/table.module.css'
import { credential } from './standing'

/** Languages by their names: "Portuguese". */
export function languageName(code: string): string {
  return new Intl.DisplayNames(['en'], { type: 'language' }).of(code) ?? code
}

/** Specialties in words, the main one first. */
export function specialtyNames(entry: Entry, p: Profile): string[] {
  return [...p.specialties.map(c => entry.list.find(s => s.code === c)?.name ?? c), ...p.also]
}

/** What an entry says, each fact once. */
export function ProfileFacts({ entry, profile: p }: { entry: Entry; profile: Profile }) {
  const { t } = useTranslation('console')
  const facts: Fact[] = [
    { label: t('people.field.specialties'), value: specialtyNames(entry, p).join(', ') || '–' },
    { label: t('people.field.known_for'), value: p.known_for || '–' },
    { label: t('people.field.languages'), value: p.languages.map(languageName).join(', ') || '–' },
    { label: t('people.field.capacity'), value: p.capacity > 0 ? String(p.capacity) : t('people.notSaid') },
  ]
  return (
    <>
      <Facts facts={facts} />
      {p.also.length > 0 ? <p className="oso-small oso-ink-2">{t('people.alsoHint', { names: p.also.join(', ') })}</p> : null}
      <SectionHead title={t('people.field.credentials')} />
      <CredentialTable profile={p} today={entry.today} />
    </>
  )
}

export function CredentialTable({ profile: p, today }: { profile: Profile; today: string }) {
  const { t } = useTranslation('console')
  if (p.credentials.length === 0) return <p className="oso-problem">{t('people.noCredentials')}</p>
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th scope="col">{t('people.what')}</th>
          <th scope="col">{t('people.number')}</th>
          <th scope="col">{t('people.until')}</th>
        </tr>
      </thead>
      <tbody>
        {p.credentials.map((c, i) => (
          <tr key={i}>
            <th scope="row" dir="auto">
              {credential(t, c)}
            </th>
            <td dir="auto">{c.number || '–'}</td>
            <td className={c.until && c.until < today ? 'oso-problem' : undefined}>{c.until ? formatDay(c.until) : c.kind === 'license' ? t('people.noDate') : t('people.noEnd')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
