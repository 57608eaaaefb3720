import { IconArrowLeft, IconFileText, IconLock, IconMessage, IconTimeline } from '@tabler/icons-react'
import { Glyph, type GlyphKind } from '@shared/ui/glyph'
import { Icon } from '@shared/ui/icon'
import { Identity } from '@shared/ui/identity'
import { Frame, Header } from '@shared/ui/page'
import { SideAct, SideColumn, SideHeading, SideItem, SideList } from '@shared/ui/side-column'
import { Loading } from '@shared/ui/states'
import { formatHour } from '@shared/format/date'
import { formatCount } from '@shared/format/number'
import { useTranslation } from 'react-i18next'
import { Outlet, useLocation, useNavigate } from 'react-router'
import { useCheck } from '../../api/cases/check-case'
import { useCase } from '../../api/cases/get-case'
import { useMessages } from '../../api/cases/messages'
import { useUnsavedFault } from '../../api/cases/save-section'
import type { CaseView } from '../../bridge'
import { type CasePage, casePages, pageOf } from '../../lib/case-pages'
import { standing } from '../../lib/case-status'
import { displayName } from '../../lib/document'
import { FaultPage } from '../../lib/fault-view'
import { useLock } from '../../lib/leaving'
import { useSession } from '../../lib/session-context'
import { useCaseId } from '../../lib/use-case-id'
import { useStandingWords } from '../../lib/use-standing-words'
import { useEscape } from '../../lib/use-escape'
import classes from './case.module.css'

/** The frame of every page of a case: the map at the start, whose case it is at the top. */
export function CaseLayout() {
  const { t } = useTranslation('desktop')
  const id = useCaseId()
  const view = useCase(id)
  const navigate = useNavigate()
  useEscape(() => void navigate('/'))
  if (!view.data) {
    return (
      <Frame side={<CaseSide id={id} />}>
        <Header edge="form">
          <h1>{t('side.thisCase')}</h1>
        </Header>
        <main className={classes.inset}>{view.error ? <FaultPage fault={view.error} retry={() => void view.refetch()} /> : <Loading what={t('case.loading')} />}</main>
      </Frame>
    )
  }
  const { row, document: doc, editable } = view.data
  const name = displayName(doc.patient.name)
  return (
    <Frame side={<CaseSide id={id} view={view.data} />}>
      <Header edge="form">
        <Identity person={{ name: name.latin, native: name.native, sex: doc.patient.sex, birthDate: doc.patient.birth_date, reference: row.reference }} />
        <CaseState view={view.data} />
      </Header>
      {/* A form begins with its own case's words, also where history leads from one case to another. */}
      <Outlet key={id} context={{ view: view.data, editable }} />
    </Frame>
  )
}

/** The right end of the header: what stands, and when it was last saved. */
function CaseState({ view }: { view: CaseView }) {
  const { t } = useTranslation('desktop')
  const { pathname } = useLocation()
  const words = useStandingWords()
  const { role } = useSession()
  const { row } = view
  const stands = standing(row, { role })
  const unsaved = useUnsavedFault(row.id)
  if (unsaved) {
    return (
      <span className={`${classes.state} oso-problem`} role="status">
        <Glyph kind="problem" /> <span>{t('case.notSaved')}</span>
      </span>
    )
  }
  if (row.decisions > 0 && view.editable) {
    return (
      <span className={`${classes.state} oso-problem`}>
        <Glyph kind="problem" /> <span>{t('case.decisionsBefore', { count: row.decisions })}</span>
      </span>
    )
  }
  // While a section is open it is the saving that one wants to know of.
  const writing = view.editable && row.state !== 'ready' && !pathname.endsWith('/review')
  if (writing && row.updated) {
    return (
      <span className={`${classes.state} ${classes.saved} oso-ink-3`} role="status">
        <Glyph kind="draft" /> <span>{t('case.saved', { time: formatHour(row.updated) })}</span>
      </span>
    )
  }
  return (
    <span className={`${classes.state} oso-ink-2`} title={words(stands)}>
      <Glyph kind={stands.glyph} /> <span>{words(stands)}</span>
    </span>
  )
}

function CaseSide({ id, view }: { id: string; view?: CaseView }) {
  const { t } = useTranslation('desktop')
  const navigate = useNavigate()
  const { pathname } = useLocation()
  const lock = useLock()
  const check = useCheck(id)
  const toAnswer = useMessages(id).data?.filter(m => m.to_answer).length ?? 0
  const here = pathname.split('/')[3] ?? ''
  const problems = check.data?.problems.filter(p => p.severity === 'error') ?? []
  const onPage = (page: CasePage) => problems.filter(p => pageOf(p.page) === page).length

  function glyph(page: CasePage): GlyphKind {
    if (!view || !check.data) return 'draft'
    if (!view.editable) return 'done'
    if (page === 'review') return check.data.complete ? 'you' : 'draft'
    if (page === 'records' && view.row.decisions > 0) return 'problem'
    if (page === 'records' && view.row.imports > 0) return 'time'
    return onPage(page) > 0 ? 'you' : 'done'
  }

  function count(page: CasePage) {
    if (!view) return ''
    const { document: doc, agreement, row } = view
    if (page === 'agreement') return agreement.signed ? '' : t('case.toSign')
    if (page === 'materials') return doc.materials.length || ''
    if (page === 'history') return doc.questions.length || ''
    if (page === 'records' && row.decisions > 0) return t('case.toDecide', { count: row.decisions })
    if (page === 'records' && row.imports > 0 && row.import_found > 0) return t('case.importRead', { done: formatCount(row.import_read), total: formatCount(row.import_found) })
    return ''
  }

  return (
    <SideColumn
      label={t('side.map')}
      narrow="open"
      foot={<SideAct icon={<Icon of={IconLock} />} label={t('side.lock')} keys="Ctrl L" onClick={() => lock()} />}
    >
      <SideAct icon={<Icon of={IconArrowLeft} />} label={t('side.back')} keys="Esc" onClick={() => void navigate('/')} />
      <SideHeading>{t('side.thisCase')}</SideHeading>
      <SideList>
        {casePages.map(page => (
          <SideItem key={page} icon={<Glyph kind={glyph(page)} />} label={t(`case.pages.${page}`)} count={count(page)} to={`/case/${id}/${page}`} current={here === page} />
        ))}
      </SideList>
      <SideHeading>{t('side.afterSealing')}</SideHeading>
      <SideList>
        <SideItem icon={<Icon of={IconTimeline} />} label={t('side.course')} to={`/case/${id}/course`} current={here === 'course'} />
        <SideItem icon={<Icon of={IconMessage} />} label={t('side.messages')} count={toAnswer || ''} to={`/case/${id}/messages`} current={here === 'messages'} />
        <SideItem icon={<Icon of={IconFileText} />} label={t('side.opinion')} to={`/case/${id}/opinion`} current={here === 'opinion'} />
      </SideList>
    </SideColumn>
  )
}
