import { Menu } from '@mantine/core'
import { IconCheck, IconChevronDown } from '@tabler/icons-react'
import { Button } from '@shared/ui/button'
import { Icon } from '@shared/ui/icon'
import { type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Desk, Turn } from '../../api/types'
import { useWords } from '../../lib/words'
import classes from './filter-bar.module.css'
import { type Filters, turnsOf } from './use-filters'

type Choice = { value: string; label: string }
type PickProps = { label: string; value: string; choices: Choice[]; onChange: (value: string) => void; foot?: ReactNode }

/** One filter: what it is of and what it is set to, as a button with the choices under it. */
export function Pick({ label, value, choices, onChange, foot }: PickProps) {
  const now = choices.find(c => c.value === value)?.label ?? '…' // whose name has not come
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <button type="button" className={classes.pick} data-set={value !== '' || undefined}>
          {label} <b className={classes.value}>{now}</b>
          <Icon of={IconChevronDown} />
        </button>
      </Menu.Target>
      <Menu.Dropdown className={classes.menu}>
        {choices.map(c => (
          <Menu.Item key={c.value} aria-current={c.value === value || undefined} rightSection={c.value === value ? <Icon of={IconCheck} /> : null} onClick={() => onChange(c.value)}>
            {c.label}
          </Menu.Item>
        ))}
        {foot}
      </Menu.Dropdown>
    </Menu>
  )
}

type Props = {
  filters: Filters
  /** Undefined until it has come: whoever is atDesk has its filters at once, so that nothing moves under the pointer then. */
  desk: Desk | undefined
  atDesk: boolean
  change: (part: Partial<Filters>) => void
  children?: ReactNode
}

/** What a list leaves out; for whoever is at the desk also whose and which partner's. */
export function FilterBar({ filters, desk, atDesk, change, children }: Props) {
  const { t } = useTranslation('console')
  const say = useWords()
  const all = { value: '', label: t('filter.all') }
  const coordinators = desk?.coordinators ?? []
  const desks = desk ? coordinators.length > 0 : atDesk
  const partners = desk ? desk.partners.length > 0 : atDesk
  const set = filters.turn !== '' || filters.owner !== '' || filters.partner !== '' || filters.emergent || filters.what !== ''
  return (
    <search>
      <div className={classes.bar} role="toolbar" aria-label={t('filter.label')}>
        {desks ? (
          <Pick
            label={t('filter.owner')}
            value={filters.owner}
            onChange={owner => change({ owner })}
            choices={[all, { value: 'mine', label: t('filter.mine') }, { value: 'none', label: t('filter.nobody') }, ...coordinators.filter(c => !c.me).map(c => ({ value: c.id, label: c.name }))]}
          />
        ) : null}
        <Pick label={t('filter.turn')} value={filters.turn} onChange={turn => change({ turn })} choices={[all, ...turnsOf.map((turn: Turn) => ({ value: turn, label: say('turn', turn) }))]} />
        {partners ? (
          <Pick label={t('filter.partner')} value={filters.partner} onChange={partner => change({ partner })} choices={[all, ...(desk?.partners ?? []).map(p => ({ value: p.id, label: p.name }))]} />
        ) : null}
        {desks ? (
          <Pick
            label={t('filter.what')}
            value={filters.what}
            onChange={what => change({ what })}
            choices={[
              { value: '', label: t('filter.both') },
              { value: 'cases', label: t('filter.cases') },
              { value: 'tasks', label: t('filter.tasks') },
            ]}
          />
        ) : null}
        <button type="button" className={classes.pick} aria-pressed={filters.emergent} data-set={filters.emergent || undefined} onClick={() => change({ emergent: !filters.emergent })}>
          {t('filter.emergent')}
        </button>
        {set ? (
          <Button kind="link" onClick={() => change({ turn: '', owner: '', partner: '', emergent: false, what: '' })}>
            {t('filter.none')}
          </Button>
        ) : null}
        <span className={classes.end}>{children}</span>
      </div>
    </search>
  )
}
