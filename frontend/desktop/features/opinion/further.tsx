import { after } from '@shared/after'
import { AreaField, Stack } from '@shared/form/field'
import { Button } from '@shared/ui/button'
import { Sheet } from '@shared/ui/dialog'
import { useToast } from '@shared/ui/toast'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAskFurther } from '../../api/cases/afterwards'
import { useKeptWords } from '../../api/cases/kept-words'
import { FaultNote } from '../../lib/fault-view'

const most = 20

/** Further questions about an opinion, each with its number: an addendum answers them. */
export function FurtherSheet({ id, version, open, onClose }: { id: string; version: number; open: boolean; onClose: () => void }) {
  const { t } = useTranslation('desktop')
  return (
    <Sheet open={open} onClose={onClose} title={t('further.title')}>
      {open ? <Questions id={id} version={version} onClose={onClose} /> : null}
    </Sheet>
  )
}

function Questions({ id, version, onClose }: { id: string; version: number; onClose: () => void }) {
  const { t } = useTranslation('desktop')
  const toast = useToast()
  const ask = useAskFurther(id)
  const [kept, write, done] = useKeptWords(id, `further/${version}`)
  const [tried, setTried] = useState(false)
  const [added, setAdded] = useState(false) // the last one gets the keys
  const list = listOf(kept)
  const questions = list.map(q => q.trim()).filter(Boolean)
  const change = (next: string[]) => write(next.every(q => q === '') ? '' : JSON.stringify(next))
  function send() {
    setTried(true)
    if (questions.length === 0 || ask.isPending) return
    after(ask.mutateAsync({ version, questions }), {
      done: () => {
        done()
        toast(t('further.sent'))
        onClose()
      },
      failed: 'shown',
    })
  }
  return (
    <Stack>
      <p className="oso-ink-2">{t('further.lead')}</p>
      {list.map((q, i) => (
        <div key={i}>
          <AreaField
            label={t('further.one', { number: i + 1 })}
            rows={3}
            dir="auto"
            autoFocus={added && i === list.length - 1}
            value={q}
            onChange={e => change(list.with(i, e.target.value))}
            error={tried && questions.length === 0 && i === 0 ? t('further.need') : undefined}
          />
          {list.length > 1 ? (
            <Button kind="link" aria-label={t('further.removeOne', { number: i + 1 })} onClick={() => change(list.toSpliced(i, 1))}>
              {t('further.remove')}
            </Button>
          ) : null}
        </div>
      ))}
      {list.length < most ? (
        <p>
          <Button
            onClick={() => {
              setAdded(true)
              change([...list, ''].map(q => q || ' '))
            }}
          >
            {t('further.add')}
          </Button>
        </p>
      ) : null}
      <FaultNote fault={ask.error} />
      <p>
        <Button kind="primary" busy={ask.isPending && t('messages.sending')} onClick={send}>
          {t('further.send')}
        </Button>
      </p>
    </Stack>
  )
}

/** The questions as they were kept; one empty place to begin with. */
function listOf(kept: string): string[] {
  try {
    const list: unknown = JSON.parse(kept || '[""]')
    if (Array.isArray(list) && list.length > 0) return list.map(q => (typeof q === 'string' ? (q === ' ' ? '' : q) : ''))
  } catch {
    // What was kept is of no form that is known: begin anew.
  }
  return ['']
}
