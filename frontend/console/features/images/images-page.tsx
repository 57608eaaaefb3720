import { ButtonLink } from '@shared/ui/button'
import { Banner } from '@shared/ui/notice'
import { Loading } from '@shared/ui/states'
import { useToast } from '@shared/ui/toast'
import type { KeyImage, Target } from '@shared/wire/key-image'
import { ViewerSoon } from '@shared/viewer/soon'
import { useKeyTarget, useTarget } from '@shared/viewer/target'
import { KeyImageWork } from '@shared/viewer/key-image-work'
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation, useNavigate, useParams, useSearchParams } from 'react-router'
import { useCase } from '../../api/cases/get-case'
import { useImageSource } from '../../api/images/source'
import { citesOn, useLooked, worksOn, writesOn } from '../../api/notes/notes'
import { useFigureHands } from '../../api/opinion/figure-hands'
import { filmAddress, recordAddress } from '../../api/records'
import { FaultScreen } from '../../lib/fault-screen'
import { useBeforeUnload } from '../../lib/leave-dialog'
import { LeaveKept } from '../../lib/leave-kept'
import { citeElsewhere, tellFigures, useCaseElsewhere, useShownFromElsewhere } from '../../lib/windows'

const none: KeyImage[] = []

/** The case's images, in the whole page. Nothing of one case stays for the next. */
export function ImagesPage() {
  const id = useParams().id ?? ''
  return <Images key={id} id={id} />
}

function Images({ id }: { id: string }) {
  const { t } = useTranslation('console')
  const c = useCase(id)
  const source = useImageSource(id)
  // The list comes while the viewer does.
  useEffect(() => source.begin?.(), [source])
  const target = useTarget()
  const keyImage = useKeyTarget()
  const clinics = c.data?.key_images
  const toast = useToast()
  const merged = useCallback(() => toast(t('figures.merged')), [toast, t])
  const changed = useCallback(() => tellFigures(id), [id])
  const own = useFigureHands(id, c.data !== undefined && writesOn(c.data), source, merged, changed)
  const { work, kept } = useKeyImageWork()
  const keyImages = useMemo(() => ({ ...own, work, others: [{ title: t('keyImages.clinic'), list: clinics ?? none }] }), [own, work, clinics, t])
  const go = useNavigate()
  const [search] = useSearchParams()
  const from = search.get('from')
  const elsewhere = useCaseElsewhere()
  useShownFromElsewhere(id)
  const led = useLocation().key // also where the same place is asked for once more
  const cite = useCallback(
    async (place: Target) => {
      const how = await citeElsewhere(id, place)
      // In this window the letter is left for the images: back to it, with the place.
      if (how === 'nobody' && own.edit) return void go(`/case/${id}/write`, { state: { cite: place } })
      toast(t(how === 'taken' ? 'figures.cited' : 'figures.notCitedThere'))
    },
    [id, go, own.edit, toast, t],
  )
  const looked = useLooked(id, c.data !== undefined && worksOn(c.data))
  if (!c.data) return c.error ? <FaultScreen fault={c.error} retry={() => void c.refetch()} /> : <Loading what={t('case.loading')} />
  const { patient, reference } = c.data
  const leave = <LeaveKept draft={kept} title={t('leave.writingTitle')} words={t('leave.keyImages')} />
  if (elsewhere !== '' && elsewhere !== id) {
    // Never one patient's images beside another's letter.
    return (
      <>
        {leave}
        <Banner kind="problem" title={t('window.other')} act={<ButtonLink to={`/case/${elsewhere}/records`}>{t('window.follow')}</ButtonLink>}>
          {t('window.otherLead')}
        </Banner>
      </>
    )
  }
  return (
    <>
      {leave}
      <ViewerSoon
        key={led}
        waiting={<Loading what={t('records.opening')} />}
        source={source}
        person={{ name: patient?.name ?? '', surname: patient?.surname, native: patient?.native, sex: patient?.sex ?? '', birthDate: patient?.birth_date ?? '', reference }}
        back={{ label: t('records.back'), onClick: () => void go(from === 'records' || from === 'write' || from === 'letter' ? `/case/${id}/${from}` : `/case/${id}`) }}
        target={target}
        keyImages={keyImages}
        keyImage={keyImage}
        onLooked={looked}
        saves={i => ({ film: { address: filmAddress(id, i.record) }, file: { address: recordAddress(id, i.record) } })}
        onCite={citesOn(c.data) ? place => void cite(place) : undefined}
      />
    </>
  )
}

/** What is marked and not kept yet, for as long as this page stands: leaving waits for it or asks. */
function useKeyImageWork() {
  const [work] = useState(() => new KeyImageWork())
  useSyncExternalStore(work.subscribe, work.changes)
  const hands = useMemo(() => ({ flush: () => work.flush(), drop: () => work.clear(), unsaved: () => work.unsaved() }), [work])
  // Whoever comes next may be somebody else.
  useEffect(() => hands.drop, [hands])
  const waits = work.unsaved()
  useBeforeUnload(waits)
  return { work, kept: { ...hands, state: waits ? ('unsaved' as const) : ('saved' as const), fault: work.fault } }
}
