import { after } from '@shared/after'
import { RadioField } from '@shared/form/choice'
import { DateField } from '@shared/form/date-field'
import { FieldGroup, Stack, TextField } from '@shared/form/field'
import { Button } from '@shared/ui/button'
import { Dialog } from '@shared/ui/dialog'
import { useToast } from '@shared/ui/toast'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useEffect, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePost } from '../../api/inbox/inbox'
import { FaultNote } from '../../lib/fault-view'
import { useBeforeUnload } from '../../lib/leave-dialog'
import { newOnce } from '../../lib/once'

const empty = { on: '', from: '', what: '', tracking: '', place: '', name: '', born: '', reference: '' }
type Words = typeof empty
type Kept = { once: string; channel: 'post' | 'courier'; words: Words }
const kept = ['typed', 'post']

/** Writes down a letter or parcel when it comes, before anybody knows whose it is. */
export function PostDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('console')
  const toast = useToast()
  const id = useId()
  const send = usePost()
  const client = useQueryClient()
  // Closing the dialog does not lose what was typed, nor under which id it is sent.
  const [once] = useState(() => client.getQueryData<Kept>(kept)?.once ?? newOnce())
  const [channel, setChannel] = useState<'post' | 'courier'>(() => client.getQueryData<Kept>(kept)?.channel ?? 'post')
  const [words, setWords] = useState(() => client.getQueryData<Kept>(kept)?.words ?? empty)
  useEffect(() => {
    client.setQueryData<Kept>(kept, { once, channel, words })
  }, [client, once, channel, words])
  const [asked, setAsked] = useState(false)
  const typed = Object.values(words).some(w => w !== '')
  useBeforeUnload(typed && !send.isSuccess)
  const field = (name: keyof Words, more: { optional?: boolean; need?: string; hint?: string } = {}) => (
    <TextField
      id={`${id}-${name}`}
      label={t(`post.${name}`)}
      hint={more.hint}
      optional={more.optional}
      dir="auto"
      maxLength={300}
      value={words[name]}
      onChange={e => setWords({ ...words, [name]: e.target.value })}
      error={asked && more.need && words[name].trim() === '' ? more.need : undefined}
    />
  )
  function submit(e: FormEvent) {
    e.preventDefault()
    setAsked(true)
    const missing = (['what', 'from'] as const).find(n => words[n].trim() === '')
    if (missing) document.getElementById(`${id}-${missing}`)?.focus()
    if (missing || send.isPending) return
    after(send.mutateAsync({ id: once, channel, ...words }), {
      done: () => {
        client.removeQueries({ queryKey: kept })
        toast(t('post.saidWritten'))
        onClose()
      },
      failed: 'shown',
    })
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('post.title')}
      busy={send.isPending}
      buttons={
        <>
          <Button onClick={onClose}>{t('dialog.notYet')}</Button>
          <Button kind="primary" type="submit" form={id} busy={send.isPending && t('dialog.doing')}>
            {t('post.act')}
          </Button>
        </>
      }
    >
      <form id={id} onSubmit={submit} noValidate>
        <Stack>
          <RadioField
            legend={t('post.how')}
            look="line"
            value={channel}
            onChange={setChannel}
            choices={[
              { value: 'post', label: t('inbox.by.post') },
              { value: 'courier', label: t('inbox.by.courier') },
            ]}
          />
          {field('what', { need: t('post.needWhat'), hint: t('post.whatHint') })}
          {field('from', { need: t('post.needFrom') })}
          <DateField label={t('post.on')} hint={t('post.onHint')} optional value={words.on} onChange={on => setWords({ ...words, on })} />
          {channel === 'courier' ? field('tracking', { optional: true }) : null}
          {field('place', { optional: true })}
          <FieldGroup legend={t('post.names')}>
            {field('name', { optional: true })}
            <DateField label={t('post.born')} optional value={words.born} onChange={born => setWords({ ...words, born })} />
            {field('reference', { optional: true })}
          </FieldGroup>
          <FaultNote fault={send.error} />
        </Stack>
      </form>
    </Dialog>
  )
}
