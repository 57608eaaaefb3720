import { SearchField } from '@shared/ui/search-field'
import { Segments } from '@shared/ui/segments'
import { useTranslation } from 'react-i18next'
import type { DiscPerson, DiscState } from '../../bridge'
import { type Changed, targetOf, toNone, undecided } from './choice'
import classes from './disc.module.css'
import { personName } from './person-rows'

export type Shown = { text: string; view: 'all' | 'open' | 'left' }

export const allShown: Shown = { text: '', view: 'all' }

function inView(state: DiscState, changed: Changed, p: DiscPerson, view: Shown['view']): boolean {
  const target = targetOf(state, changed, p.key)
  return view === 'all' || target === (view === 'open' ? undecided : toNone)
}

/** Whom the list shows: by a part of a name, a birth date or a number, in either case. */
export function shownPeople(state: DiscState, changed: Changed, shown: Shown): DiscPerson[] {
  const words = shown.text.toLowerCase().split(/\s+/).filter(Boolean)
  return state.seen.people.filter(p => {
    if (!inView(state, changed, p, shown.view)) return false
    const said = [personName(p), ...p.also, p.patient.birth_date, ...(p.patient.identifiers ?? []).map(n => n.value)].join(' ').toLowerCase()
    return words.every(w => said.includes(w))
  })
}

/** Of many patients: whom to look for, and what is still to be said. */
export function PersonFilter({ state, changed, shown, onChange }: { state: DiscState; changed: Changed; shown: Shown; onChange: (s: Shown) => void }) {
  const { t } = useTranslation('desktop')
  const count = (view: Shown['view']) => state.seen.people.filter(p => inView(state, changed, p, view)).length
  return (
    <div className={classes.filter}>
      <SearchField label={t('disc.search')} words={shown.text} onWords={text => onChange({ ...shown, text })} />
      {state.ready ? (
        <Segments
          label={t('disc.show')}
          value={shown.view}
          options={(['all', 'open', 'left'] as const).map(v => ({ value: v, label: t(`disc.views.${v}`, { count: count(v) }) }))}
          onChange={view => onChange({ ...shown, view })}
        />
      ) : null}
    </div>
  )
}
