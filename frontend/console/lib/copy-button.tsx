import { IconCheck, IconCopy } from '@tabler/icons-react'
import { IconButton } from '@shared/ui/button'
import { Icon } from '@shared/ui/icon'
import { useToast } from '@shared/ui/toast'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

/** Puts a number on the clipboard; where the browser refuses, says so: it can be marked and copied as text. */
export function CopyButton({ text, what }: { text: string; what: string }) {
  const { t } = useTranslation('console')
  const toast = useToast()
  const [done, setDone] = useState(false)
  function copy() {
    const put = navigator.clipboard?.writeText(text) ?? Promise.reject(new Error('no clipboard'))
    put.then(
      () => {
        setDone(true)
        toast(t('copy.done', { what }))
      },
      () => toast(t('copy.refused')),
    )
  }
  return (
    <IconButton label={t('copy.label', { what })} onClick={copy}>
      <Icon of={done ? IconCheck : IconCopy} />
    </IconButton>
  )
}
