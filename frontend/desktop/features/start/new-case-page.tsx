import { after } from '@shared/after'
import { IconArrowLeft } from '@tabler/icons-react'
import { Button, IconButton } from '@shared/ui/button'
import { Icon } from '@shared/ui/icon'
import { Header } from '@shared/ui/page'
import { CheckField } from '@shared/form/choice'
import { Stack } from '@shared/form/field'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useCreateCase } from '../../api/cases/create-case'
import { useLocationAnswer } from '../../api/places/decide-location'
import { useCountries } from '../../api/places/get-countries'
import type { LocationQuestion, Place } from '../../bridge'
import { FaultNote } from '../../lib/fault-view'
import { LocationNote } from '../../lib/location-answer'
import { PlaceFields } from '../../lib/place-fields'
import { useEscape } from '../../lib/use-escape'
import classes from './start.module.css'

const nowhere: Place = { country: '', region: '' }

/** A case begins with the place, before anything about a person. */
export function NewCasePage() {
  const { t } = useTranslation('desktop')
  const navigate = useNavigate()
  useEscape(() => void navigate('/'))
  return (
    <div className={classes.page}>
      <Header>
        <IconButton label={t('side.back')} onClick={() => void navigate('/')}>
          <Icon of={IconArrowLeft} />
        </IconButton>
        <h1>{t('start.title')}</h1>
      </Header>
      <main className={classes.main}>
        <h2 className={classes.question}>{t('start.question')}</h2>
        <p className={classes.lead}>{t('start.lead')}</p>
        <LocationForm />
      </main>
    </div>
  )
}

function LocationForm() {
  const { t } = useTranslation('desktop')
  const navigate = useNavigate()
  const [residence, setResidence] = useState(nowhere)
  const [specimen, setSpecimen] = useState(nowhere)
  const [elsewhere, setElsewhere] = useState(false)
  const [asked, setAsked] = useState(false)
  const create = useCreateCase()
  const countries = useCountries().data
  const needsRegion = (countries?.find(c => c.code === residence.country)?.regions.length ?? 0) > 0
  const whole = residence.country !== '' && (!needsRegion || residence.region !== '')
  const question: LocationQuestion = { residence, specimen: elsewhere ? specimen : nowhere, service: { kind: '', add_ons: [], emergent: false } }
  const answer = useLocationAnswer(whole ? question : null).data
  const refused = answer?.outcome === 'refused'

  function submit(e: FormEvent) {
    e.preventDefault()
    setAsked(true)
    if (!whole || refused || create.isPending) return
    after(create.mutateAsync(question), { lead: id => void navigate(`/case/${id}/patient`), failed: 'shown' })
  }

  return (
    <form onSubmit={submit} noValidate className={classes.form}>
      <Stack>
        <PlaceFields
          value={residence}
          onChange={setResidence}
          countryLabel={t('start.country')}
          regionLabel={t('start.region')}
          countryError={asked && !residence.country ? t('start.needCountry') : undefined}
          regionError={asked && residence.country && needsRegion && !residence.region ? t('start.needRegion') : undefined}
        />
        <CheckField label={t('start.specimen')} description={t('start.specimenSays')} checked={elsewhere} onChange={setElsewhere} />
        {elsewhere ? <PlaceFields value={specimen} onChange={setSpecimen} countryLabel={t('start.specimenCountry')} regionLabel={t('start.specimenRegion')} /> : null}
        {answer ? <LocationNote answer={answer} /> : null}
        <FaultNote fault={create.error} />
        <div className={classes.act}>
          {refused ? (
            <Button onClick={() => void navigate('/')}>{t('side.back')}</Button>
          ) : (
            <Button kind="primary" size="lg" type="submit" busy={create.isPending && t('start.acting')}>
              {t('start.act')}
            </Button>
          )}
          <span className="oso-small oso-ink-2">{t('start.kept')}</span>
        </div>
      </Stack>
    </form>
  )
}
