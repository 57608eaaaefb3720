import type { Fault } from '@shared/fault'
import { Button } from '@shared/ui/button'
import { Header } from '@shared/ui/page'
import { Empty, Loading } from '@shared/ui/states'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { ConsoleFrame } from './console-frame'
import { FaultPage } from './fault-view'
import classes from './whole-page.module.css'

type Asked<Data> = { data?: Data; error: Fault | null; refetch: () => unknown }

type Props<Data> = { current: string; title: string; loading: string; asked: Asked<Data>; children: (data: Data) => ReactNode }

/** A page of one answer: until it is there its title stands, and what is waited for or went wrong. */
export function WholePage<Data>({ current, title, loading, asked, children }: Props<Data>) {
  return (
    <ConsoleFrame current={current}>
      {asked.data ? (
        children(asked.data)
      ) : (
        <>
          <Header>
            <h1>{title}</h1>
          </Header>
          <main tabIndex={0} className={`oso-scroll ${classes.alone}`}>
            {asked.error ? <FaultPage fault={asked.error} retry={() => void asked.refetch()} /> : <Loading what={loading} />}
          </main>
        </>
      )}
    </ConsoleFrame>
  )
}

/** An address that leads nowhere: mistyped, or cut off in a mail. */
export function Nowhere() {
  const { t } = useTranslation('console')
  const go = useNavigate()
  return (
    <ConsoleFrame current="">
      <Header>
        <h1>{t('nowhere.title')}</h1>
      </Header>
      <main className={`oso-scroll ${classes.alone}`}>
        <Empty what={t('nowhere.what')} how={t('nowhere.how')} act={<Button onClick={() => void go('/')}>{t('fault.home')}</Button>} />
      </main>
    </ConsoleFrame>
  )
}
