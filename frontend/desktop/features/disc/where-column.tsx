import { after } from '@shared/after'
import { CheckField } from '@shared/form/choice'
import { Button } from '@shared/ui/button'
import { Note } from '@shared/ui/notice'
import { stays } from '@shared/ui/stays'
import { useToast } from '@shared/ui/toast'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useStartCases } from '../../api/disc/start-cases'
import { useLocationAnswer } from '../../api/places/decide-location'
import { useCountries } from '../../api/places/get-countries'
import type { DiscState, LocationQuestion, Place } from '../../bridge'
import { FaultNote } from '../../lib/fault-view'
import { LocationNote } from '../../lib/location-answer'
import { PlaceFields } from '../../lib/place-fields'
import { casesOf, type Changed, newcomers, open, placeOf } from './choice'
import classes from './disc.module.css'
import { personName } from './person-rows'
import { TableOfCases } from './table-of-cases'

/** With more people than this, those who live somewhere else stand in a table of the cases. */
const fewPeople = 12

const nowhere: Place = { country: '', region: '' }

type Props = { state: DiscState; changed: Changed; onChange: (c: Changed) => void; asked: boolean; onAsked: () => void }

/** Where the patients live, before anything of them is stored, and the act. */
export function WhereColumn({ state, changed, onChange, asked, onAsked }: Props) {
  const { t } = useTranslation('desktop')
  const navigate = useNavigate()
  const toast = useToast()
  const start = useStartCases()
  const [residence, setResidence] = useState(nowhere)
  const [specimen, setSpecimen] = useState(nowhere)
  const [tissue, setTissue] = useState(false)
  const isWhole = useIsWhole()
  const fresh = newcomers(state, changed)
  const apart = fresh.filter(p => placeOf(state, changed, p.key))
  const together = fresh.length > apart.length
  const elsewhere = tissue ? specimen : nowhere
  const question: LocationQuestion = { residence, specimen: elsewhere, service: { kind: '', add_ons: [], emergent: false } }
  const answer = useLocationAnswer(together && isWhole(residence) ? question : null).data
  // Where a table says it of everybody there is nothing to ask.
  const few = fresh.length > 1 && fresh.length <= fewPeople
  const asks = together || few || !state.ready
  const refused = together && answer?.outcome === 'refused'
  const undecided = state.ready ? open(state, changed) : []
  const cases = casesOf(state, changed, residence, elsewhere)
  const found = cases.filter(c => c.case !== '').length
  const placed = (!together || isWhole(residence)) && apart.every(p => isWhole(placeOf(state, changed, p.key) ?? nowhere))

  function act() {
    onAsked()
    const first = undecided[0]
    if (first) document.getElementById(`disc-${first}`)?.focus()
    if (!state.ready || first || !placed || refused || start.isPending || cases.length === 0) return
    after(start.mutateAsync(cases), {
      done: ids => {
        if (ids.length !== 1) toast(t('disc.begun', { count: ids.length }))
      },
      lead: ids => void navigate(ids.length === 1 ? `/case/${ids[0]}/${fresh.length > 0 ? 'patient' : 'records'}` : '/'),
      failed: 'shown',
    })
  }

  const nobody = state.ready && cases.length === 0 && undecided.length === 0
  const words = fresh.length === 0 ? t('disc.actFound', { count: Math.max(1, found) }) : found === 0 ? t('disc.actNew', { count: fresh.length }) : t('disc.actBoth', { count: cases.length })
  return (
    <>
      <aside className={classes.aside} aria-label={t('disc.where')}>
        {nobody ? (
          <>
            <h2>{t('disc.allLeft')}</h2>
            <p className="oso-small oso-ink-2">{t('disc.allLeftSays')}</p>
          </>
        ) : (
          <>
            {fresh.length > 0 || !state.ready ? (
              <>
                {asks ? (
                  <>
                    <h2>{fresh.length > 1 ? t('disc.live') : t('start.question')}</h2>
                    <p className="oso-small oso-ink-2">{t('disc.liveSays')}</p>
                  </>
                ) : null}
                {together || !state.ready ? (
                  <PlaceFields
                    value={residence}
                    onChange={setResidence}
                    countryLabel={t('start.country')}
                    regionLabel={t('start.region')}
                    countryError={asked && !residence.country ? t('start.needCountry') : undefined}
                    regionError={asked && residence.country && !isWhole(residence) ? t('start.needRegion') : undefined}
                  />
                ) : null}
                <CheckField label={t('start.specimen')} checked={tissue} onChange={setTissue} />
                {tissue ? <PlaceFields value={specimen} onChange={setSpecimen} countryLabel={t('start.specimenCountry')} regionLabel={t('start.specimenRegion')} /> : null}
                {answer ? <LocationNote answer={answer} /> : null}
                {few ? <Elsewhere state={state} changed={changed} onChange={onChange} asked={asked} /> : null}
              </>
            ) : (
              <>
                <h2>{t('disc.foundTitle', { count: Math.max(1, found) })}</h2>
                <p className="oso-small oso-ink-2">{t('disc.foundSays')}</p>
              </>
            )}
            {undecided.length > 0 ? <Note kind="time" title={t('disc.open', { count: undecided.length })} /> : null}
            <TableOfCases state={state} />
            <FaultNote fault={start.error} />
          </>
        )}
      </aside>
      {nobody ? null : (
        <footer ref={stays} className={classes.end}>
          <span className="oso-smallest oso-ink-3">{fresh.length > 0 ? t('disc.marked') : t('disc.safe')}</span>
          <Button kind="primary" wide busy={(start.isPending && t('start.acting')) || (!state.ready && !state.seen.stopped && t('disc.waits'))} onClick={act}>
            {words}
          </Button>
        </footer>
      )}
    </>
  )
}

/** Those of several who live somewhere else than the others. */
function Elsewhere({ state, changed, onChange, asked }: Omit<Props, 'onAsked'>) {
  const { t } = useTranslation('desktop')
  const isWhole = useIsWhole()
  const put = (key: string, place: Place | undefined) => {
    const places = { ...changed.places }
    if (place) places[key] = place
    else delete places[key]
    onChange({ ...changed, places })
  }
  return (
    <>
      {newcomers(state, changed).map(p => {
        const place = placeOf(state, changed, p.key)
        return (
          <div key={p.key}>
            <CheckField label={t('disc.elsewhere', { name: personName(p) || t('disc.nameless') })} checked={place !== undefined} onChange={on => put(p.key, on ? nowhere : undefined)} />
            {place ? (
              <>
                <PlaceFields
                  value={place}
                  onChange={to => put(p.key, to)}
                  countryLabel={t('start.country')}
                  regionLabel={t('start.region')}
                  countryError={asked && !place.country ? t('start.needCountry') : undefined}
                  regionError={asked && place.country && !isWhole(place) ? t('start.needRegion') : undefined}
                />
                <PlaceAnswer place={place} />
              </>
            ) : null}
          </div>
        )
      })}
    </>
  )
}

function PlaceAnswer({ place }: { place: Place }) {
  const isWhole = useIsWhole()
  const answer = useLocationAnswer(isWhole(place) ? { residence: place, specimen: nowhere, service: { kind: '', add_ons: [], emergent: false } } : null).data
  return answer && answer.outcome !== 'allowed' ? <LocationNote answer={answer} /> : null
}

/** Whether a place can be decided on: with a region where the country's regions are told apart. */
function useIsWhole(): (p: Place) => boolean {
  const countries = useCountries().data
  return p => p.country !== '' && ((countries?.find(c => c.code === p.country)?.regions.length ?? 0) === 0 || p.region !== '')
}
