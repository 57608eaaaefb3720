import { IconArrowLeft } from '@tabler/icons-react'
import { Button } from '@shared/ui/button'
import { Icon } from '@shared/ui/icon'
import { Identity } from '@shared/ui/identity'
import { Header } from '@shared/ui/page'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { CaseView } from '../../bridge'
import { displayName } from '../../lib/document'
import classes from './opinion.module.css'

/** The frame of an opinion that is not shown (yet). */
export function Bare({ view, children, banner }: { view?: CaseView; children: ReactNode; banner?: ReactNode }) {
  const { t } = useTranslation('desktop')
  return (
    <div className={classes.page}>
      <div>
        <OpinionHeader view={view}>
          {view ? <span className="oso-small oso-ink-3">{t('opinion.title')}</span> : null}
        </OpinionHeader>
        {banner}
      </div>
      <main className={classes.bare}>{children}</main>
    </div>
  )
}

export function OpinionHeader({ view, children }: { view?: CaseView; children?: ReactNode }) {
  const { t } = useTranslation('desktop')
  const navigate = useNavigate()
  const name = view ? displayName(view.document.patient.name) : null
  return (
    <Header wraps>
      <Button kind="plain" icon={<Icon of={IconArrowLeft} />} onClick={() => void navigate('/')}>
        {t('opinion.cases')}
      </Button>
      {view && name ? (
        <Identity
          person={{ name: name.latin, native: name.native, sex: view.document.patient.sex, birthDate: view.document.patient.birth_date, reference: view.row.reference }}
        />
      ) : (
        <h1 className="oso-grow">{t('opinion.title')}</h1>
      )}
      <div className={classes.acts}>{children}</div>
    </Header>
  )
}
