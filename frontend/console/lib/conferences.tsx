import { formatDay, formatMoment } from '@shared/format/date'
import { Button } from '@shared/ui/button'
import { SectionHead } from '@shared/ui/page'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Requests } from '../api/acts'
import type { Case, Conference } from '../api/types'
import { ActDialog } from './act-dialog'
import { Checks } from './checks'
import { newOnce } from './once'
import { useWords } from './words'

type Given = Partial<Requests['note-conference']>

/** What was decided where the case was talked over, and another one noted. onCite puts one into the letter. */
export function Conferences({ c, onCite }: { c: Case; onCite?: (sentence: string) => void }) {
  const { t } = useTranslation('console')
  const say = useWords()
  const [noting, setNoting] = useState<Given | null>(null)
  const may = c.acts.includes('note-conference')
  if (c.conferences.length === 0 && !may) return null
  const sentence = (x: Conference) => t('conferences.sentence', { date: formatDay(x.held), with: x.with, decided: x.decided })
  return (
    <>
      <SectionHead
        title={t('conferences.title')}
        note={c.conferences.length === 0 ? t('conferences.none') : undefined}
        act={
          may ? (
            <Button kind="link" onClick={() => setNoting({ once: newOnce() })}>
              {say('act', 'note-conference')}
            </Button>
          ) : undefined
        }
      />
      {c.conferences.length > 0 ? (
        <Checks
          lines={c.conferences.map(x => ({
            key: x.id,
            glyph: x.wrong ? ('draft' as const) : ('done' as const),
            text: x.decided,
            sub: [formatMoment(x.held), x.with, t('conferences.by', { name: x.by, at: formatDay(x.at) }), x.corrects ? t('conferences.corrects') : '', x.wrong ? t('conferences.wrong') : ''].filter(Boolean).join('. '),
            acts: x.wrong ? undefined : (
              <>
                {onCite ? (
                  <Button kind="plain" aria-label={t('conferences.citeOf', { date: formatDay(x.held) })} onClick={() => onCite(sentence(x))}>
                    {t('conferences.cite')}
                  </Button>
                ) : null}
                {may ? (
                  <Button kind="plain" aria-label={t('conferences.correctOf', { date: formatDay(x.held) })} onClick={() => setNoting({ once: newOnce(), corrects: x.id })}>
                    {t('conferences.correct')}
                  </Button>
                ) : null}
              </>
            ),
          }))}
        />
      ) : null}
      {noting ? <ActDialog c={c} act="note-conference" given={noting} onClose={() => setNoting(null)} /> : null}
    </>
  )
}
