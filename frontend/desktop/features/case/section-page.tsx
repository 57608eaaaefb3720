import { Button } from '@shared/ui/button'
import { Note } from '@shared/ui/notice'
import { Columns, FormFoot, FormPage } from '@shared/ui/page'
import { useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useOutletContext } from 'react-router'
import { keys } from '../../api/keys'
import type { CaseView, Fault } from '../../bridge'
import { type CasePage, nextPage } from '../../lib/case-pages'
import { AmendAct } from '../../lib/amend-act'
import { FaultNote } from '../../lib/fault-view'
import { Onward, Readiness } from './readiness'

export function useCaseView(): CaseView {
  return useOutletContext<{ view: CaseView }>().view
}

type Props = {
  view: CaseView
  page: CasePage
  fault: Fault | null
  /** After a conflict: the stored version is loaded into the form. */
  reload?: () => void
  children: ReactNode
  footStart?: ReactNode
}

/** A page of the case: the form in the middle, readiness at the end. */
export function SectionPage({ view, page, fault, reload, children, footStart }: Props) {
  const { t } = useTranslation('desktop')
  const client = useQueryClient()
  return (
    <Columns asideLabel={t('ready.label')} aside={<Readiness view={view} page={page} />}>
      <FormPage label={t(`case.pages.${page}`)}>
        {!view.editable ? (
          <div style={{ marginBottom: '1.5rem' }}>
            {view.row.read_only ? <Note>{t('case.readOnlyDesk', { desk: view.row.read_only })}</Note> : <Note act={<AmendAct id={view.row.id} />}>{t('case.readOnly')}</Note>}
          </div>
        ) : null}
        {fault?.kind === 'conflict' && reload ? (
          <div style={{ marginBottom: '1.5rem' }}>
            <Note
              kind="time"
              live
              title={t('case.conflict')}
              act={
                <Button
                  onClick={() => {
                    void client.refetchQueries({ queryKey: keys.case(view.row.id), exact: true }).then(reload)
                  }}
                >
                  {t('case.load')}
                </Button>
              }
            >
              {t('case.conflictSays')}
            </Note>
          </div>
        ) : fault ? (
          <div style={{ marginBottom: '1.5rem' }}>
            <FaultNote fault={fault} />
          </div>
        ) : null}
        {children}
        <FormFoot>
          {footStart}
          <Onward id={view.row.id} to={nextPage(page)} />
        </FormFoot>
      </FormPage>
    </Columns>
  )
}
