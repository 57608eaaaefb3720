import { after } from '@shared/after'
import type { Fault } from '@shared/fault'
import { formatDay, isDay } from '@shared/format/date'
import { CheckField } from '@shared/form/choice'
import { DateField } from '@shared/form/date-field'
import { FieldGroup } from '@shared/form/field'
import { Button } from '@shared/ui/button'
import { Note } from '@shared/ui/notice'
import { SectionHead } from '@shared/ui/page'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useKeepLocations, useLocationEffects, useLocations } from '../../api/rulebook/rulebook'
import type { LocationRow, LocationRules, Locations } from '../../api/types'
import { newOnce } from '../../lib/once'
import { useOpenEntry } from '../../lib/open-entry'
import { Origin, Past, Propose, Proposed, RegisterFrame } from '../../lib/register'
import { WholePage } from '../../lib/whole-page'
import { rowChanges } from './changes'
import { EffectsView } from './effects-view'
import { FileTools } from './file-tools'
import { LocationForm } from './location-form'
import { isLocationKind, locationFile, locationKinds, locationRows, placeName } from './location-words'
import { RowChanges } from './row-changes'
import columns from '../../lib/columns.module.css'
import table from '../../lib/table.module.css'

/** Where the service may be given (R12 to R14). */
export function LocationsPage() {
  const { t } = useTranslation('console')
  const locations = useLocations()
  return (
    <WholePage current="locations" title={t('locations.title')} loading={t('locations.loading')} asked={locations}>
      {data => <Register register={data} />}
    </WholePage>
  )
}

function useSays(places: Locations['places']) {
  const { t } = useTranslation('console')
  const days = (r: LocationRow) => (r.until ? t('rulebook.days', { from: formatDay(r.from), until: formatDay(r.until) }) : t('rulebook.daysOpen', { from: formatDay(r.from) }))
  return {
    days,
    place: (r: LocationRow) => placeName(places, r.country, r.region),
    row: (r: LocationRow) => `${placeName(places, r.country, r.region)}: ${isLocationKind(r.kind) ? t(`locations.kinds.${r.kind}`) : r.kind}, ${days(r)}. ${r.source}`,
    list: (code: string) => (code === 'countries' ? t('locations.countries') : placeName(places, code, '')),
    /** "check imaging-review", as the service answers it. */
    answer: (a: string) => {
      const [outcome = '', ...closed] = a.split(' ')
      const said = outcome === 'allowed' ? t('locations.allowed') : outcome === 'refused' ? t('locations.refused') : t('locations.check')
      return [said, ...closed.map(c => (c === 'imaging-review' ? t('locations.noImaging') : t('locations.noPathology')))].join(', ')
    },
  }
}

/** What some rules say otherwise than others. */
function Changes({ places, before, now }: { places: Locations['places']; before: LocationRules; now: LocationRules }) {
  const { t } = useTranslation('console')
  const says = useSays(places)
  const more = [
    ...(before.expires !== now.expires ? [t('locations.expiresFrom', { from: formatDay(before.expires), to: formatDay(now.expires) })] : []),
    ...now.complete_lists.filter(l => !before.complete_lists.includes(l)).map(l => t('locations.nowComplete', { list: says.list(l) })),
    ...before.complete_lists.filter(l => !now.complete_lists.includes(l)).map(l => t('locations.notComplete', { list: says.list(l) })),
  ]
  return <RowChanges changes={rowChanges(before.rows, now.rows)} say={says.row} more={more} />
}

function Register({ register }: { register: Locations }) {
  const { t } = useTranslation('console')
  const keep = useKeepLocations()
  const says = useSays(register.places)
  const [draft, setDraft] = useState<{ over: number; rules: LocationRules } | null>(null)
  const { open, waits, at, free, begin, close } = useOpenEntry() // 'new': one more
  const [source, setSource] = useState('')
  const [asked, setAsked] = useState(false)
  const [fault, setFault] = useState<Fault | null>(null)
  const [wrong, setWrong] = useState('')
  const { now, in_force: inForce, proposed } = register
  const shown = draft?.rules ?? proposed?.rules ?? now
  const changed = draft !== null && JSON.stringify(draft.rules) !== JSON.stringify(now)
  const whole = draft !== null && isDay(draft.rules.expires)
  const effects = useLocationEffects(changed && whole ? draft.rules : null)
  const change = (rules: Partial<LocationRules>) => draft && setDraft({ ...draft, rules: { ...draft.rules, ...rules } })
  const keepRow = (row: LocationRow) => change({ rows: shown.rows.some(r => r.id === row.id) ? shown.rows.map(r => (r.id === row.id ? row : r)) : [...shown.rows, row] })

  function leave() {
    setDraft(null)
    close()
    setSource('')
    setAsked(false)
    setWrong('')
  }
  function propose() {
    if (!free()) return
    setAsked(true)
    if (!draft || !source.trim() || !changed || !whole) return
    setFault(null)
    after(keep.mutateAsync({ step: 'propose', body: { over: draft.over, rules: draft.rules, source: source.trim() } }), { done: leave, failed: setFault })
  }
  function take(text: string | null) {
    if (!free()) return
    if (text === null) return setWrong(t('rulebook.tooLarge'))
    const rows = locationRows(text, shown.rows)
    setWrong(rows === null ? t('rulebook.noTable', { columns: 'kind, country, region, from, until, source' }) : typeof rows === 'number' ? t('rulebook.noRow', { row: rows }) : '')
    if (Array.isArray(rows)) change({ rows })
  }
  // Those that have a row, and those that are marked: of a mark that holds, nothing else may be left on the page.
  const lists = [...new Set(['countries', ...shown.rows.filter(r => r.region).map(r => r.country), ...now.complete_lists, ...shown.complete_lists])]

  return (
    <RegisterFrame title={t('locations.title')} begin={!draft && !proposed && { label: t('locations.change'), onBegin: () => setDraft({ over: inForce?.version ?? 0, rules: now }) }} tools={<FileTools name={`${register.version}.csv`} rows={() => locationFile(shown.rows)} onFile={draft ? take : undefined} />}>
      <div className={columns.columns} data-holds="table">
        <div ref={at} className={columns.side}>
          <p className="oso-ink-2">{t('locations.means')}</p>
          {wrong ? (
            <Note kind="problem" live>
              {wrong}
            </Note>
          ) : null}
          {draft ? (
            open === 'new' ? (
              <LocationForm row={{ id: newOnce(), kind: '', country: '', region: '', source: '', from: register.today, until: '' }} places={register.places} onKeep={keepRow} onDone={close} />
            ) : (
              <p>
                <Button onClick={() => begin('new')}>{t('locations.add')}</Button>
              </p>
            )
          ) : null}
          {locationKinds.map(kind => (
            <KindTable
              key={kind}
              title={t(`locations.kinds.${kind}`)}
              rows={shown.rows.filter(r => r.kind === kind)}
              today={register.today}
              place={says.place}
              days={says.days}
              onChange={draft ? begin : undefined}
              onRemove={id => free() && change({ rows: shown.rows.filter(r => r.id !== id) })}
              form={open && open !== 'new' ? { id: open, of: r => <LocationForm row={r} places={register.places} onKeep={keepRow} onDone={close} /> } : undefined}
            />
          ))}
          <SectionHead title={t('locations.complete')} />
          {draft ? (
            <FieldGroup legend={t('locations.completeLegend')} hideLegend>
              {lists.map(l => (
                <CheckField key={l} label={t('locations.isComplete', { list: says.list(l) })} checked={shown.complete_lists.includes(l)} onChange={is => change({ complete_lists: is ? [...shown.complete_lists, l] : shown.complete_lists.filter(x => x !== l) })} />
              ))}
              <p className="oso-small oso-ink-2">{t('locations.completeHint')}</p>
              <DateField label={t('locations.expires')} hint={t('locations.expiresHint')} earliest={2000} latest={2199} value={shown.expires} onChange={expires => change({ expires })} error={asked && !whole ? t('locations.expiresError') : undefined} />
            </FieldGroup>
          ) : (
            <p>
              {shown.complete_lists.length > 0 ? t('locations.completeAre', { lists: shown.complete_lists.map(says.list).join(', ') }) : t('locations.completeNone')} {t('locations.runsOut', { day: formatDay(shown.expires) })}
            </p>
          )}
        </div>
        <div className={`${columns.side} ${columns.brings}`} data-draft={draft !== null || undefined}>
          {proposed && !draft ? (
            <Proposed version={proposed} confirms={register.confirms} keep={keep}>
              {register.effects ? <EffectsView effects={register.effects} say={says.answer} /> : null}
              <Changes places={register.places} before={now} now={proposed.rules} />
            </Proposed>
          ) : draft ? (
            <>
              <SectionHead first title={t('register.changes')} />
              {changed && effects.data ? <EffectsView effects={effects.data} say={says.answer} /> : null}
              {changed && effects.error ? (
                <Note kind="problem" live>
                  {effects.error.message}
                </Note>
              ) : null}
              {changed ? <Changes places={register.places} before={now} now={draft.rules} /> : <p className="oso-ink-2">{t('register.unchanged')}</p>}
              <Propose source={source} onSource={setSource} asked={asked} changed={changed} typed={open !== ''} waits={waits} busy={keep.isPending} fault={fault} onPropose={propose} onLeave={leave} />
            </>
          ) : (
            <>
              <p>{t('locations.version', { version: register.version, day: formatDay(register.issued) })}</p>
              {inForce ? <Origin version={inForce} /> : <p className="oso-small oso-ink-2">{t('locations.shipped')}</p>}
              <Past versions={register.past} changes={(v, before) => (before ? <Changes places={register.places} before={before.rules} now={v.rules} /> : null)} />
            </>
          )}
        </div>
      </div>
    </RegisterFrame>
  )
}

type TableProps = {
  title: string
  rows: readonly LocationRow[]
  today: string
  place: (r: LocationRow) => string
  days: (r: LocationRow) => string
  onChange?: (id: string) => void
  onRemove: (id: string) => void
  form?: { id: string; of: (r: LocationRow) => React.ReactNode }
}

/** The rules of one kind. */
function KindTable({ title, rows, today, place, days, onChange, onRemove, form }: TableProps) {
  const { t } = useTranslation('console')
  if (rows.length === 0) return null
  return (
    <>
      <SectionHead title={title} note={String(rows.length)} />
      <table className={table.table}>
        <caption className="oso-hidden">{title}</caption>
        <thead>
          <tr>
            <th scope="col">{t('locations.place')}</th>
            <th scope="col">{t('rulebook.holds')}</th>
            {onChange ? (
              <th scope="col">
                <span className="oso-hidden">{t('rulebook.acts')}</span>
              </th>
            ) : null}
          </tr>
        </thead>
        <tbody>
          {rows.map(r =>
            form?.id === r.id ? (
              <tr key={r.id}>
                <td colSpan={3}>{form.of(r)}</td>
              </tr>
            ) : (
              <tr key={r.id} data-over={(r.until !== '' && r.until < today) || undefined}>
                <th scope="row">
                  {place(r)}
                  <span className={table.below} dir="auto">
                    {r.source}
                  </span>
                </th>
                <td className={table.short}>{days(r)}</td>
                {onChange ? (
                  <td className={table.short}>
                    <Button kind="link" aria-label={t('rulebook.changeOne', { what: place(r) })} onClick={() => onChange(r.id)}>
                      {t('rulebook.change')}
                    </Button>{' '}
                    <Button kind="link" aria-label={t('rulebook.removeOne', { what: place(r) })} onClick={() => onRemove(r.id)}>
                      {t('rulebook.remove')}
                    </Button>
                  </td>
                ) : null}
              </tr>
            ),
          )}
        </tbody>
      </table>
    </>
  )
}
