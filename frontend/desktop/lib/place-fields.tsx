import { SelectField } from '@shared/form/choice'
import { TextField } from '@shared/form/field'
import { useTranslation } from 'react-i18next'
import { useCountries } from '../api/places/get-countries'
import type { Place } from '../bridge'
import { alsoCalled } from './country-names'

type Props = {
  value: Place
  onChange: (place: Place) => void
  countryLabel: string
  regionLabel: string
  countryError?: string
  regionError?: string
  readOnly?: boolean
  id?: string
  optional?: boolean
}

/** Country and, where its regions are told apart, the region: both searched by typing. */
export function PlaceFields({ value, onChange, countryLabel, regionLabel, countryError, regionError, readOnly, id, optional }: Props) {
  const { t } = useTranslation('desktop')
  const countries = useCountries().data ?? []
  const regions = countries.find(c => c.code === value.country)?.regions ?? []
  return (
    <>
      <SelectField
        id={id ? `${id}.country` : undefined}
        label={countryLabel}
        optional={optional}
        searchable
        readOnly={readOnly}
        value={value.country}
        onChange={country => onChange({ country, region: '' })}
        options={countries.map(c => ({ value: c.code, label: c.name, also: [c.code, ...(alsoCalled[c.code] ?? [])] }))}
        error={countryError}
      />
      {regions.length > 0 ? (
        <SelectField
          id={id ? `${id}.region` : undefined}
          label={regionLabel}
          searchable
          readOnly={readOnly}
          value={value.region}
          onChange={region => onChange({ ...value, region })}
          options={regions.map(r => ({ value: r.code, label: r.name, also: [r.code] }))}
          error={regionError}
        />
      ) : value.country ? (
        <TextField
          id={id ? `${id}.region` : undefined}
          label={t('start.regionOther')}
          optional
          readOnly={readOnly}
          dir="auto"
          value={value.region}
          onChange={e => onChange({ ...value, region: e.target.value })}
          error={regionError}
        />
      ) : null}
    </>
  )
}
