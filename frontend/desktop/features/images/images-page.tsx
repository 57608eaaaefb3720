import { Loading } from '@shared/ui/states'
import { ViewerSoon } from '@shared/viewer/soon'
import { useKeyTarget, useTarget } from '@shared/viewer/target'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useSearchParams } from 'react-router'
import { useCase } from '../../api/cases/get-case'
import { useImageSource } from '../../api/images/source'
import { useKeyImageHands, useMarkedImages } from '../../api/records/key-images'
import { useFilmSaves } from '../../api/records/save-film'
import { displayName } from '../../lib/document'
import { FaultPage } from '../../lib/fault-view'
import { useCaseId } from '../../lib/use-case-id'

/** The case's images, in the whole window. */
export function ImagesPage() {
  const { t } = useTranslation('desktop')
  const id = useCaseId()
  const view = useCase(id)
  const source = useImageSource(id)
  // The list comes while the viewer does.
  useEffect(() => source.begin?.(), [source])
  const target = useTarget()
  const keyImage = useKeyTarget()
  const marked = useMarkedImages(id)
  const keyImages = useKeyImageHands(id, view.data?.editable ?? false)
  const navigate = useNavigate()
  const saves = useFilmSaves(id)
  const opinion = useSearchParams()[0].get('from') === 'opinion'
  const missing = view.data ? marked : view
  if (!view.data || !keyImages) return missing.error ? <FaultPage fault={missing.error} retry={() => void missing.refetch()} /> : <Loading what={t('case.loading')} />
  const { row, document: doc } = view.data
  const name = displayName(doc.patient.name)
  return (
    <ViewerSoon
      key={id}
      waiting={<Loading what={t('case.loading')} />}
      source={source}
      person={{ name: name.latin, native: name.native, sex: doc.patient.sex, birthDate: doc.patient.birth_date, reference: row.reference }}
      back={opinion ? { label: t('opinion.back'), onClick: () => void navigate(-1) } : { label: t('case.pages.records'), onClick: () => void navigate(`/case/${id}/records`) }}
      target={target}
      keyImages={keyImages}
      saves={saves}
      keyImage={keyImage}
    />
  )
}
