import { Loading } from '@shared/ui/states'
import { keyImageSearch } from '@shared/viewer/target'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { useImageSource } from '../../api/images/source'
import { useMarkedImages } from '../../api/records/key-images'
import classes from './records.module.css'

// What reads an image comes when somebody has marked one.
const Cards = lazy(() => import('@shared/viewer/key-image-cards').then(m => ({ default: m.KeyImageCards })))

/** The images that the clinic marked: each opens as it was seen. */
export function KeyImages({ id }: { id: string }) {
  const { t } = useTranslation('desktop')
  const source = useImageSource(id)
  const marked = useMarkedImages(id).data ?? []
  if (marked.length === 0) return null
  return (
    <section className={classes.outcome} aria-label={t('records.keyImages')}>
      <h3>{t('records.keyImages')}</h3>
      <Suspense fallback={<Loading what={t('records.loading')} />}>
        <Cards source={source} list={marked.map(m => m.image)} broken={Object.fromEntries(marked.filter(m => m.broken).map(m => [m.image.id, m.broken]))} to={k => `/case/${id}/images${keyImageSearch(k.id)}`} />
      </Suspense>
    </section>
  )
}
