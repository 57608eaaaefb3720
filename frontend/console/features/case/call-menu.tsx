import { Menu } from '@mantine/core'
import { IconPhone } from '@tabler/icons-react'
import { after } from '@shared/after'
import { formatMoment } from '@shared/format/date'
import { Button } from '@shared/ui/button'
import { Icon } from '@shared/ui/icon'
import { useToast } from '@shared/ui/toast'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAct } from '../../api/cases/do-act'
import type { Case } from '../../api/types'
import { newOnce } from '../../lib/once'
import { useWords } from '../../lib/words'
import type { CallGiven } from './contacts'

type Props = { c: Case; party: string; number: string; name: string; task?: string; onForm: (given: CallGiven) => void }

const withForm = ['reached', 'message-left', 'no-answer', 'wrong-number'] as const

/** What a call came to: nobody answered is said with the menu alone, the rest with a form. */
export function CallMenu({ c, party, number, name, task, onForm }: Props) {
  const { t } = useTranslation('console')
  const say = useWords()
  const toast = useToast()
  const run = useAct(c.id)
  // Pressed again because no answer came, it is kept once.
  const [once, setOnce] = useState(newOnce)
  const opens = useRef<HTMLButtonElement>(null)
  const given: CallGiven = { party, ...(number ? { number } : {}), ...(task ? { task } : {}) }
  function tomorrow() {
    if (run.isPending) return
    after(run.mutateAsync({ act: 'record-call', body: { ...given, party, once, came: 'no-answer', when: 'next-day' } }), {
      done: answer => {
        setOnce(newOnce())
        const again = 'calls' in answer ? answer.calls[0]?.again : null
        toast(again ? t('call.again', { at: formatMoment(again) }) : t('call.logged'))
      },
      failed: fault => toast(`${t('call.notLogged')} ${fault.message}`),
    })
  }
  return (
    <Menu position="bottom-start" returnFocus={false}>
      <Menu.Target>
        <Button ref={opens} icon={<Icon of={IconPhone} />} busy={run.isPending && t('dialog.doing')} aria-label={t('call.of', { name })}>
          {t('call.log')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={tomorrow}>{t('call.tomorrow')}</Menu.Item>
        {withForm.map(came => (
          <Menu.Item
            key={came}
            onClick={() => {
              // The menu gives the keyboard back later than the dialog takes it.
              opens.current?.focus()
              // Where nobody answered it is not asked who did.
              onForm({ ...given, came, ...(came === 'no-answer' || came === 'wrong-number' ? { with: '' } : {}), once: newOnce() })
            }}
          >
            {say('came', came)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
