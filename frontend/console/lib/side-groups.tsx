import { IconAddressBook, IconAlignLeft, IconBuildingHospital, IconCalendarOff, IconChartBar, IconChecklist, IconDeviceDesktop, IconFileText, IconHeartHandshake, IconHelp, IconHistory, IconKey, IconListCheck, IconListTree, IconLockOpen, IconMailCog, IconMapPin, IconMessages, IconReportMedical, IconShieldLock, IconStethoscope, IconTable, IconTag, IconTrash, IconUsers, IconUserShield, IconWritingSign } from '@tabler/icons-react'
import { Icon } from '@shared/ui/icon'
import { SideGroup, SideItem } from '@shared/ui/side-column'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Role } from '../api/types'
import { useListPlaces } from './list-place'

type Item = { current: string; to: string; icon: typeof IconTag; label: Label }
type Label = 'figures' | 'specialists' | 'clinics' | 'devices' | 'partners' | 'brand' | 'holidays' | 'specialties' | 'locations' | 'prices' | 'approvalChecks' | 'materialChecks' | 'agreement' | 'questionTexts' | 'letterTexts' | 'mailTexts' | 'messageTexts' | 'reportTexts' | 'accounts' | 'audit' | 'glass' | 'retention' | 'keys'
type Group = { key: 'service' | 'tables' | 'texts' | 'safety'; icon: typeof IconTag; for: readonly Role[]; items: readonly Item[] }

/** What is not a day's work: the pages of the service itself, by what they are about, and for whom each group is. */
const groups: readonly Group[] = [
  {
    key: 'service',
    icon: IconStethoscope,
    for: ['coordinator', 'admin'],
    items: [
      { current: 'figures', to: '/figures', icon: IconChartBar, label: 'figures' },
      { current: 'people', to: '/people', icon: IconUsers, label: 'specialists' },
      { current: 'clinics', to: '/clinics', icon: IconBuildingHospital, label: 'clinics' },
      { current: 'devices', to: '/devices', icon: IconDeviceDesktop, label: 'devices' },
      { current: 'partners', to: '/partners', icon: IconHeartHandshake, label: 'partners' },
      { current: 'brand', to: '/brand', icon: IconAddressBook, label: 'brand' },
    ],
  },
  {
    key: 'tables',
    icon: IconTable,
    for: ['coordinator', 'admin'],
    items: [
      { current: 'holidays', to: '/holidays', icon: IconCalendarOff, label: 'holidays' },
      { current: 'specialties', to: '/specialties', icon: IconListTree, label: 'specialties' },
      { current: 'locations', to: '/locations', icon: IconMapPin, label: 'locations' },
      { current: 'prices', to: '/prices', icon: IconTag, label: 'prices' },
      { current: 'approval-checks', to: '/approval-checks', icon: IconChecklist, label: 'approvalChecks' },
      { current: 'material-checks', to: '/material-checks', icon: IconListCheck, label: 'materialChecks' },
    ],
  },
  {
    key: 'texts',
    icon: IconAlignLeft,
    for: ['coordinator', 'admin'],
    items: [
      { current: 'agreement', to: '/agreement', icon: IconWritingSign, label: 'agreement' },
      { current: 'mail-texts', to: '/mail-texts', icon: IconMailCog, label: 'mailTexts' },
      { current: 'message-texts', to: '/message-texts', icon: IconMessages, label: 'messageTexts' },
      { current: 'question-texts', to: '/question-texts', icon: IconHelp, label: 'questionTexts' },
      { current: 'letter-texts', to: '/letter-texts', icon: IconFileText, label: 'letterTexts' },
      { current: 'report-texts', to: '/report-texts', icon: IconReportMedical, label: 'reportTexts' },
    ],
  },
  {
    key: 'safety',
    icon: IconShieldLock,
    for: ['admin'],
    items: [
      { current: 'accounts', to: '/accounts', icon: IconUserShield, label: 'accounts' },
      { current: 'audit', to: '/audit', icon: IconHistory, label: 'audit' },
      { current: 'glass', to: '/glass', icon: IconLockOpen, label: 'glass' },
      { current: 'retention', to: '/retention', icon: IconTrash, label: 'retention' },
      { current: 'keys', to: '/keys', icon: IconKey, label: 'keys' },
    ],
  },
]

/** The groups of the side column, folded but for where one is and what was opened. */
export function SideGroups({ roles, current }: { roles: readonly Role[]; current: string }) {
  const { t } = useTranslation('console')
  const places = useListPlaces()
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set([...places.side.open, ...groups.filter(g => g.items.some(i => i.current === current)).map(g => g.key)]))
  function toggle(key: string) {
    const then = new Set(open)
    if (!then.delete(key)) then.add(key)
    places.keepSide({ open: then })
    setOpen(then)
  }
  return groups
    .filter(g => g.for.some(r => roles.includes(r)))
    .map(g => (
      <SideGroup key={g.key} icon={<Icon of={g.icon} />} label={t(`nav.group.${g.key}`)} open={open.has(g.key)} onToggle={() => toggle(g.key)}>
        {g.items.map(i => (
          <SideItem key={i.current} icon={<Icon of={i.icon} />} label={t(`nav.${i.label}`)} to={i.to} current={current === i.current} />
        ))}
      </SideGroup>
    ))
}
