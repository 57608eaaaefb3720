import { formatDay } from '@shared/format/date'
import { useTranslation } from 'react-i18next'
import type { Credential, Entry, Profile } from '../../api/types'
import classes from './people.module.css'
import { Portrait } from '../../lib/portrait'
import { languageName, specialtyNames } from './profile-facts'
import { credential } from './standing'

/** What a proposal changes, field by field: as it is, as it would be. */
export function ProfileChanges({ entry, before, after: now }: { entry: Entry; before: Profile; after: Profile }) {
  const { t } = useTranslation('console')
  const yes = (b: boolean) => (b ? t('people.yes') : t('people.no'))
  const capacity = (n: number) => (n > 0 ? String(n) : t('people.notSaid'))
  const rows: [label: string, from: string, to: string][] = [
    [t('people.field.degrees'), before.degrees, now.degrees],
    [t('people.field.position'), before.position, now.position],
    [t('people.field.hospital'), before.hospital, now.hospital],
    [t('people.field.specialties'), specialtyNames(entry, before).join(', '), specialtyNames(entry, now).join(', ')],
    [t('people.field.known_for'), before.known_for, now.known_for],
    [t('people.field.languages'), before.languages.map(languageName).join(', '), now.languages.map(languageName).join(', ')],
    [t('people.field.capacity'), capacity(before.capacity), capacity(now.capacity)],
    [t('people.field.trainee'), yes(before.trainee), yes(now.trainee)],
  ]
  const line = (c: Credential) => [credential(t, c), c.number, c.until ? formatDay(c.until) : t('people.noEnd')].filter(Boolean).join(', ')
  const was = before.credentials.map(line)
  const is = now.credentials.map(line)
  const changed = rows.filter(([, from, to]) => from.trim() !== to.trim())
  return (
    <dl className={classes.changes}>
      {before.photo === now.photo ? null : (
        <div>
          <dt>{t('people.field.photo')}</dt>
          <dd className={classes.photos}>
            {before.photo ? <Portrait name={entry.name} photo={before.photo} size="page" /> : <span>{t('people.noPhoto')}</span>}
            <span aria-hidden="true">→</span>
            {now.photo ? <Portrait name={entry.name} photo={now.photo} size="page" /> : <span>{t('people.noPhoto')}</span>}
          </dd>
        </div>
      )}
      {changed.map(([label, from, to]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd dir="auto">
            <del>{from || '–'}</del> <ins>{to || '–'}</ins>
          </dd>
        </div>
      ))}
      {was.join('\n') === is.join('\n') ? null : (
        <div>
          <dt>{t('people.field.credentials')}</dt>
          {was.filter(l => !is.includes(l)).map(l => (
            <dd key={`-${l}`} dir="auto">
              <del>{l}</del>
            </dd>
          ))}
          {is.filter(l => !was.includes(l)).map(l => (
            <dd key={`+${l}`} dir="auto">
              <ins>{l}</ins>
            </dd>
          ))}
        </div>
      )}
    </dl>
  )
}
