import type { Fault } from '@shared/fault'
import { Header } from '@shared/ui/page'
import { Loading } from '@shared/ui/states'
import type { ReactNode } from 'react'
import { ConsoleFrame } from './console-frame'
import { FaultPage } from './fault-view'

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
          <main tabIndex={0} className="oso-scroll">
            {asked.error ? <FaultPage fault={asked.error} retry={() => void asked.refetch()} /> : <Loading what={loading} />}
          </main>
        </>
      )}
    </ConsoleFrame>
  )
}
