import { formatDay, formatMoment } from '@shared/format/date'
import { Button } from '@shared/ui/button'
import { Header } from '@shared/ui/page'
import { SearchField } from '@shared/ui/search-field'
import { Empty } from '@shared/ui/states'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDevices } from '../../api/devices/devices'
import type { DeskClinic, DeskDevice, DeskPerson } from '../../api/types'
import { WholePage } from '../../lib/whole-page'
import { useWords } from '../../lib/words'
import { CodeDialog } from './code-dialog'
import table from '../../lib/table.module.css'
import classes from './devices.module.css'
import { RevokeDialog } from './revoke-dialog'

/** The clinics' workstations: who enrolls there, what ends soon, and the way to end one. */
export function DevicesPage() {
  const { t } = useTranslation('console')
  const devices = useDevices()
  const [text, setText] = useState('')
  const [code, setCode] = useState<{ clinic: DeskClinic; person: DeskPerson } | null>(null)
  const [gone, setGone] = useState<{ clinic: DeskClinic; device: DeskDevice } | null>(null)
  const wanted = text.toLowerCase()
  return (
    <WholePage current="devices" title={t('devices.title')} loading={t('devices.loading')} asked={devices}>
      {data => {
        const list = data.clinics.filter(c => [c.name, ...c.people.map(p => p.name), ...c.devices.flatMap(d => d.people)].some(n => n.toLowerCase().includes(wanted)))
        return (
          <>
            <Header>
              <h1>{t('devices.title')}</h1>
              <SearchField className="oso-end" label={t('clinics.find')} words={text} onWords={setText} />
            </Header>
            <main tabIndex={0} className={`oso-scroll ${classes.scroll}`} aria-label={t('devices.title')}>
              {list.length === 0 ? <Empty what={t('clinics.none')} how={t('clinics.noneHow')} /> : null}
              {list.map(c => (
                <section key={c.id} className={classes.clinic} aria-labelledby={`clinic-${c.id}`}>
                  <h2 id={`clinic-${c.id}`} dir="auto">
                    {c.name}
                  </h2>
                  <DeviceTable clinic={c} now={data.now} onRevoke={device => setGone({ clinic: c, device })} />
                  <PeopleTable clinic={c} now={data.now} onCode={data.codes ? person => setCode({ clinic: c, person }) : undefined} />
                </section>
              ))}
            </main>
            {code ? <CodeDialog clinic={code.clinic} person={code.person} onClose={() => setCode(null)} /> : null}
            {gone ? <RevokeDialog clinic={gone.clinic} device={gone.device} onClose={() => setGone(null)} /> : null}
          </>
        )
      }}
    </WholePage>
  )
}

/** A date by which something ends, said in words where that is near. */
function End({ at, now, none }: { at: string | null; now: string; none: string }) {
  const { t } = useTranslation('console')
  if (!at) return <span className="oso-ink-3">{none}</span>
  const days = (Date.parse(at) - Date.parse(now)) / 86_400_000
  if (days >= 45) return <>{formatDay(at)}</>
  return (
    <span className="oso-time">
      {formatDay(at)} {days < 0 ? t('devices.over') : t('devices.soon')}
    </span>
  )
}

function DeviceTable({ clinic: c, now, onRevoke }: { clinic: DeskClinic; now: string; onRevoke: (d: DeskDevice) => void }) {
  const { t } = useTranslation('console')
  const why = useWhy()
  if (c.devices.length === 0) return <p className="oso-small oso-ink-2">{t('devices.none')}</p>
  return (
    <table className={table.table}>
      <caption className="oso-hidden">{t('devices.of', { clinic: c.name })}</caption>
      <thead>
        <tr>
          <th scope="col">{t('devices.workstation')}</th>
          <th scope="col">{t('devices.seen')}</th>
          <th scope="col">{t('devices.program')}</th>
          <th scope="col">{t('devices.until')}</th>
          <th scope="col">
            <span className="oso-hidden">{t('devices.revoke')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {c.devices.map(d => (
          <tr key={d.id} data-over={d.revoked !== null || undefined}>
            <th scope="row">
              {d.people.length > 0 ? d.people.join(', ') : t('devices.nobody')}
              <span className={table.below}>{t('devices.enrolled', { day: formatDay(d.enrolled), id: d.id.slice(0, 8) })}</span>
            </th>
            <td>{d.seen ? formatMoment(d.seen) : t('devices.never')}</td>
            <td>{d.program || <span className="oso-ink-3">{t('devices.notSaid')}</span>}</td>
            {d.revoked ? (
              <td colSpan={2}>{t('devices.revoked', { day: formatDay(d.revoked), by: d.revoked_by.name || t('devices.commandLine'), why: why(d) })}</td>
            ) : (
              <>
                <td>
                  <End at={d.until} now={now} none={t('devices.noCertificate')} />
                </td>
                <td className={table.number}>
                  <Button kind="link" aria-label={t('devices.revokeOne', { who: d.people.join(', ') || d.id.slice(0, 8) })} onClick={() => onRevoke(d)}>
                    {t('devices.revoke')}
                  </Button>
                </td>
              </>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

export const revokeReasons = ['lost', 'stolen', 'replaced', 'left', 'other'] as const

/** Why a workstation was revoked, in words. */
function useWhy() {
  const { t } = useTranslation('console')
  return ({ why, note }: DeskDevice) => {
    const reason = revokeReasons.find(r => r === why) ?? 'other'
    return [t(`devices.reasons.${reason}`), note].filter(Boolean).join(': ')
  }
}

function PeopleTable({ clinic: c, now, onCode }: { clinic: DeskClinic; now: string; onCode?: (p: DeskPerson) => void }) {
  const { t } = useTranslation('console')
  const say = useWords()
  return (
    <table className={table.table}>
      <caption className="oso-hidden">{t('devices.peopleOf', { clinic: c.name })}</caption>
      <thead>
        <tr>
          <th scope="col">{t('devices.person')}</th>
          <th scope="col">{t('devices.keys')}</th>
          <th scope="col">{t('devices.code')}</th>
          <th scope="col">
            <span className="oso-hidden">{t('devices.makeCode')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {c.people.map(p => {
          const waits = c.codes.filter(x => x.person.id === p.id)
          return (
            <tr key={`${p.id} ${p.role}`}>
              <th scope="row">
                <span dir="auto">{p.name}</span>
                <span className={table.below}>{[say('role', p.role), p.role === 'physician' && !p.licensed ? t('devices.notLicensed') : ''].filter(Boolean).join(', ')}</span>
              </th>
              <td>
                <End at={p.until} now={now} none={t('devices.notEnrolled')} />
              </td>
              <td>{waits.map(x => t('devices.codeWaits', { until: formatMoment(x.expires) })).join(' ')}</td>
              <td className={table.number}>
                {onCode ? (
                  <Button kind="link" aria-label={t('devices.makeCodeFor', { name: p.name })} onClick={() => onCode(p)}>
                    {t('devices.makeCode')}
                  </Button>
                ) : null}
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
