import { after } from '@shared/after'
import { AreaField } from '@shared/form/field'
import { Button } from '@shared/ui/button'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSayLacked } from '../../api/cases/say-lacked'
import type { Case } from '../../api/types'
import { FaultNote } from '../../lib/fault-view'
import { LeaveTyped } from '../../lib/leave-typed'
import classes from './writing.module.css'

/** What would have changed the answer: one tap for each, for who signed it. The office learns what to ask for. */
export function Lacking({ c, version }: { c: Case; version: number }) {
  const { t } = useTranslation('console')
  const said = c.lacks.filter(l => l.version === version)
  const other = said.find(l => l.code === 'other')
  const say = useSayLacked(c.id)
  const [words, setWords] = useState<string | null>(null) // while they are written
  const typed = words !== null && words.trim() !== (other?.words ?? '')
  if (c.materials_list.length === 0) return null
  return (
    <section className={classes.lacking} aria-label={t('lacks.ask')}>
      <h2>{t('lacks.ask')}</h2>
      <p className="oso-small oso-ink-2">{t('lacks.why')}</p>
      <p className={classes.lackingTaps}>
        {c.materials_list.map(x => {
          const on = said.some(l => l.code === x.code)
          return (
            <Button key={x.code} aria-pressed={on} onClick={() => say.mutate({ code: x.code, said: !on, words: '' })}>
              {x.text}
            </Button>
          )
        })}
        <Button aria-pressed={other !== undefined} aria-expanded={words !== null} onClick={() => !typed && setWords(words === null ? (other?.words ?? '') : null)}>
          {t('lacks.other')}
        </Button>
      </p>
      <LeaveTyped typed={typed} />
      {words !== null ? (
        <>
          <AreaField label={t('lacks.words')} value={words} rows={2} maxLength={2000} onChange={e => setWords(e.target.value)} />
          <p>
            <Button busy={say.isPending && t('dialog.doing')} onClick={() => after(say.mutateAsync({ code: 'other', said: words.trim() !== '', words: words.trim() }), { done: () => setWords(null), failed: 'shown' })}>
              {t('lacks.keep')}
            </Button>
          </p>
        </>
      ) : other ? (
        <p dir="auto">{other.words}</p>
      ) : null}
      <FaultNote fault={say.error} />
    </section>
  )
}
