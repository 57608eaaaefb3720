import { IconArrowLeft, IconLock } from '@tabler/icons-react'
import { Facts } from '@shared/ui/facts'
import { Icon } from '@shared/ui/icon'
import { FormPage, Frame, Header, SectionHead } from '@shared/ui/page'
import { SideAct, SideColumn, SideHeading, SideItem, SideList } from '@shared/ui/side-column'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useLock } from '../../lib/leaving'
import { useSession } from '../../lib/session-context'
import { useEscape } from '../../lib/use-escape'
import { Enrollment } from './enrollment'
import { Passphrase } from './passphrase'
import { People } from './people'
import { WatchedFolder } from './watched-folder'

const parts = ['enrollment', 'users', 'passphrase', 'watched', 'about'] as const

/** The connection to OSO, who may unlock this workstation, the own passphrase. */
export function SettingsPage() {
  const { t } = useTranslation('desktop')
  const navigate = useNavigate()
  const lock = useLock()
  const session = useSession()
  useEscape(() => void navigate('/'))
  const { service } = session
  return (
    <Frame
      side={
        <SideColumn
          narrow="open"
          label={t('settings.sections')}
          foot={<SideAct icon={<Icon of={IconLock} />} label={t('side.lock')} keys="Ctrl L" onClick={() => lock()} />}
        >
          <SideAct icon={<Icon of={IconArrowLeft} />} label={t('side.back')} keys="Esc" onClick={() => void navigate('/')} />
          <SideHeading>{t('settings.sections')}</SideHeading>
          <SideList>
            {parts.map(p => (
              <SideItem key={p} label={t(`settings.${p}`)} onClick={() => document.getElementById(`settings-${p}`)?.scrollIntoView({ block: 'start' })} />
            ))}
          </SideList>
        </SideColumn>
      }
    >
      <Header edge="form">
        <h1>{t('settings.title')}</h1>
      </Header>
      <FormPage label={t('settings.title')}>
        <section id="settings-enrollment">
          <SectionHead first title={t('settings.enrollment')} />
          <Enrollment />
        </section>
        <section id="settings-users">
          <SectionHead title={t('settings.users')} />
          <People />
        </section>
        <section id="settings-passphrase">
          <SectionHead title={t('settings.passphrase')} />
          <Passphrase />
        </section>
        <section id="settings-watched">
          <SectionHead title={t('settings.watched')} />
          <WatchedFolder />
        </section>
        <section id="settings-about" style={{ paddingBottom: '2rem' }}>
          <SectionHead title={t('settings.about')} />
          <Facts
            facts={[
              { label: t('settings.version'), value: session.version },
              { label: t('settings.folder'), value: session.data_dir, code: true },
              { label: t('settings.keyring'), value: session.keyring === 'used' ? t('settings.keyringUsed') : t('settings.keyringAlone') },
              ...(service.phone ? [{ label: t('settings.reach'), value: [t('settings.phone', { phone: service.phone, international: service.phone_international }), service.email, service.hours].filter(Boolean).join(', ') }] : []),
            ]}
          />
        </section>
      </FormPage>
    </Frame>
  )
}
