import { Button, ButtonLink } from '@shared/ui/button'
import { Header } from '@shared/ui/page'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './print.module.css'

/** A page that is made to be printed: what stands around it is not. */
export function PrintPage({ title, lead, back, act, children }: { title: string; lead: string; back: string; act?: ReactNode; children: ReactNode }) {
  const { t } = useTranslation('console')
  return (
    <div className={classes.frame}>
      <div className={classes.noPrint}>
        <Header wraps>
          <ButtonLink to={back} kind="plain">
            {t('print.back')}
          </ButtonLink>
          <h1>{title}</h1>
          <span className="oso-small oso-ink-2 oso-grow">{lead}</span>
          {act}
          <Button kind="primary" data-autofocus onClick={() => window.print()}>
            {t('print.print')}
          </Button>
        </Header>
      </div>
      <main className={classes.paper} aria-label={title} tabIndex={0}>
        {children}
      </main>
    </div>
  )
}
