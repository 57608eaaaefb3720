import { after } from '@shared/after'
import { Button } from '@shared/ui/button'
import { Dialog } from '@shared/ui/dialog'
import { SectionHead } from '@shared/ui/page'
import { CheckField } from '@shared/form/choice'
import { Stack } from '@shared/form/field'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useSaveLocation } from '../../api/cases/save-section'
import { useLocationAnswer } from '../../api/places/decide-location'
import { useCheck } from '../../api/cases/check-case'
import type { Place } from '../../bridge'
import { wholeDocument } from '../../lib/document'
import { LocationNote } from '../../lib/location-answer'
import { PlaceFields } from '../../lib/place-fields'
import { DiscardDraft } from './discard-draft'
import { SectionPage, useCaseView } from './section-page'

const nowhere: Place = { country: '', region: '' }

function same(a: Place, b: Place): boolean {
  return a.country === b.country && a.region === b.region
}

/**
 * Where the patient lives. Not saved while typing: a place that the rules refuse
 * destroys what is known of the patient, so the change is an act of its own.
 */
export function LocationPage() {
  const { t } = useTranslation('desktop')
  const view = useCaseView()
  const navigate = useNavigate()
  const doc = wholeDocument(view.document)
  const [residence, setResidence] = useState(doc.residence)
  const [specimen, setSpecimen] = useState(doc.specimen)
  const [elsewhere, setElsewhere] = useState(doc.specimen.country !== '')
  const [asking, setAsking] = useState(false)
  const save = useSaveLocation()
  const check = useCheck(view.row.id).data
  const tissue = elsewhere ? specimen : nowhere
  const changed = !same(residence, doc.residence) || !same(tissue, doc.specimen)
  const answer = useLocationAnswer(residence.country ? { residence, specimen: tissue, service: doc.service } : null)
  const problem = (field: string) => check?.problems.find(p => p.severity === 'error' && p.field === field)?.message

  function use() {
    after(save.mutateAsync({ id: view.row.id, document: { ...doc, residence, specimen: tissue } as typeof doc }), {
      done: () => setAsking(false),
      failed: fault => {
        setAsking(false)
        if (fault.kind === 'refused') void navigate('/')
      },
    })
  }

  return (
    <SectionPage view={view} page="location" fault={save.error} footStart={view.editable ? <DiscardDraft view={view} /> : undefined}>
      <SectionHead first title={t('location.title')} note={t('location.note')} />
      <Stack>
        <PlaceFields
          id="field-residence"
          value={residence}
          onChange={setResidence}
          countryLabel={t('location.lives')}
          regionLabel={t('start.region')}
          countryError={changed ? undefined : problem('residence.country')}
          regionError={changed ? undefined : problem('residence.region')}
          readOnly={!view.editable}
        />
        <CheckField label={t('location.tissue')} description={t('start.specimenSays')} checked={elsewhere} onChange={setElsewhere} disabled={!view.editable} />
        {elsewhere ? (
          <PlaceFields
            id="field-specimen"
            value={specimen}
            onChange={setSpecimen}
            countryLabel={t('start.specimenCountry')}
            regionLabel={t('start.specimenRegion')}
            countryError={problem('specimen.country')}
            readOnly={!view.editable}
          />
        ) : null}
        {answer.data ? <LocationNote answer={answer.data} /> : null}
        {changed && view.editable ? (
          <div>
            <Button busy={save.isPending && t('case.saving')} onClick={() => (answer.data?.outcome === 'refused' ? setAsking(true) : use())}>
              {t('location.use')}
            </Button>
          </div>
        ) : null}
      </Stack>
      <Dialog
        open={asking}
        onClose={() => setAsking(false)}
        title={t('location.refuseTitle')}
        busy={save.isPending}
        buttons={
          <>
            <Button kind="danger" busy={save.isPending && t('case.discarding')} onClick={use}>
              {t('location.refuseAct')}
            </Button>
            <Button data-autofocus onClick={() => setAsking(false)}>
              {t('case.keep')}
            </Button>
          </>
        }
      >
        <p>{t('location.refuseSays', { place: answer.data?.place ?? '' })}</p>
      </Dialog>
    </SectionPage>
  )
}
