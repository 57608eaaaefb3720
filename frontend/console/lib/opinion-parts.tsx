import { formatDay, formatMoment } from '@shared/format/date'
import { Button } from '@shared/ui/button'
import { SectionHead } from '@shared/ui/page'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Case, Part } from '../api/types'
import { ActDialog } from './act-dialog'
import { type CheckLine, Checks } from './checks'
import { CitedText } from './cited-text'
import { useWords } from './words'

const glyphs = { asked: 'us', accepted: 'us', signed: 'done', declined: 'time', removed: 'draft' } as const

type Doing = { act: 'ask-part' } | { act: 'return-part' | 'remove-part'; part: Part }

/** The parts of the opinion that others than its lead write: who, how far, and what can be done. */
export function OpinionParts({ c }: { c: Case }) {
  const { t } = useTranslation('console')
  const say = useWords()
  const [doing, setDoing] = useState<Doing | null>(null)
  const may = (act: Doing['act']) => c.acts.includes(act)
  if (c.parts.length === 0 && !may('ask-part')) return null

  function stands(p: Part): string {
    const name = p.person.name
    switch (p.state) {
      case 'asked':
        return t(p.late ? 'parts.unanswered' : 'parts.asked', { name, due: formatMoment(p.due_at) })
      case 'accepted':
        return [t(p.signed_at ? 'parts.returned' : 'parts.accepted', { name }), t(p.late ? 'parts.late' : 'parts.by', { due: formatDay(p.due_at) })].join(' ')
      case 'signed':
        return t('parts.signed', { name, at: formatDay(p.signed_at ?? '') })
      case 'declined':
        return t('parts.declined', { name, reason: say('reason', p.reason) })
      case 'removed':
        return t('parts.removed', { name, reason: say('reason', p.reason) })
    }
  }
  const lines = c.parts.map((p): CheckLine => {
    const open = p.state === 'asked' || p.state === 'accepted' || p.state === 'signed'
    return {
      key: p.id,
      glyph: glyphs[p.state],
      text: p.heading,
      sub: (
        <>
          {stands(p)} {p.said}
          {p.state === 'signed' && p.text ? <CitedText c={c} text={p.text} citations={p.citations} /> : null}
        </>
      ),
      acts: (
        <>
          {p.state === 'signed' && may('return-part') ? (
            <Button kind="plain" aria-label={t('parts.of', { act: say('act', 'return-part'), heading: p.heading })} onClick={() => setDoing({ act: 'return-part', part: p })}>
              {say('act', 'return-part')}
            </Button>
          ) : null}
          {open && may('remove-part') ? (
            <Button kind="plain" aria-label={t('parts.of', { act: say('act', 'remove-part'), heading: p.heading })} onClick={() => setDoing({ act: 'remove-part', part: p })}>
              {say('act', 'remove-part')}
            </Button>
          ) : null}
        </>
      ),
    }
  })
  return (
    <>
      <SectionHead
        title={t('parts.title')}
        note={c.parts.length === 0 ? t('parts.none') : undefined}
        act={
          may('ask-part') ? (
            <Button kind="link" onClick={() => setDoing({ act: 'ask-part' })}>
              {say('act', 'ask-part')}
            </Button>
          ) : undefined
        }
      />
      {lines.length > 0 ? <Checks lines={lines} /> : null}
      {doing?.act === 'ask-part' ? <ActDialog c={c} act="ask-part" onClose={() => setDoing(null)} /> : null}
      {doing && doing.act !== 'ask-part' ? <ActDialog key={doing.act} c={c} act={doing.act} given={{ part: doing.part.id }} about={doing.part.heading} onClose={() => setDoing(null)} /> : null}
    </>
  )
}
