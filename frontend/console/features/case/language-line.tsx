import { formatDay } from '@shared/format/date'
import { Button } from '@shared/ui/button'
import { Glyph } from '@shared/ui/glyph'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Case, CaseRecord } from '../../api/types'
import { ActDialog } from '../../lib/act-dialog'
import type { CheckLine } from '../../lib/checks'
import { useWords } from '../../lib/words'
import classes from './case.module.css'
import type { Doing } from './intake-panel'

type LanguageAct = 'ask-translation' | 'join-translation' | 'needs-no-translation'

/** Records that are not in English, each with where its translation is (R15). */
export function useLanguageLine(c: Case, { can, busy, run }: Pick<Doing, 'can' | 'busy' | 'run'>): CheckLine[] {
  const { t } = useTranslation('console')
  const say = useWords()
  const [doing, setDoing] = useState<{ act: LanguageAct; record: CaseRecord | null } | null>(null)
  if (c.records.length === 0) return []
  // What only looks so is somebody's to look at, and keeps nothing from going on.
  const looksSo = c.records.filter(r => r.origin?.foreign && !r.translation && !r.translates)
  const said = c.records.filter(r => r.translation && r.translation.state !== 'none')
  const waits = said.filter(r => r.translation?.state === 'waiting').length
  const name = (r: CaseRecord) => <bdi>{r.name}</bdi>
  return [
    {
      key: 'language',
      glyph: looksSo.length > 0 ? 'you' : waits > 0 ? 'patient' : 'done',
      text: t('language.title'),
      sub: (
        <>
          {waits > 0 ? t('language.waits', { count: waits }) : looksSo.length > 0 ? t('language.looks', { count: looksSo.length }) : said.length > 0 ? t('language.here') : t('language.english')}
          <ul className={classes.things}>
            {looksSo.map(r => (
              <li key={r.id}>
                <Glyph kind="time" />
                <span className="oso-grow">
                  {name(r)}
                  <span className="oso-ink-3">, {t('language.looksSo')}</span>
                </span>
                {can('ask-translation') ? (
                  <>
                    <Button kind="link" onClick={() => setDoing({ act: 'ask-translation', record: r })}>
                      {say('act', 'ask-translation')}
                    </Button>
                    <Button kind="link" onClick={() => setDoing({ act: 'join-translation', record: r })}>
                      {say('act', 'join-translation')}
                    </Button>
                    <Button kind="link" busy={busy('needs-no-translation')} onClick={() => run({ act: 'needs-no-translation', body: { record: r.id } })}>
                      {t('language.isEnglish')}
                    </Button>
                  </>
                ) : null}
              </li>
            ))}
            {said.map(r => {
              const x = r.translation
              const translation = c.records.find(o => o.id === x?.record)
              const waiting = x?.state === 'waiting'
              return x ? (
                <li key={r.id}>
                  <Glyph kind={waiting ? 'draft' : 'done'} />
                  <span className="oso-grow">
                    {name(r)}
                    <span className="oso-ink-3">
                      {', '}
                      {waiting
                        ? t('language.asked', { of: [t(`language.of.${x.of}` as 'language.of.clinic', { defaultValue: x.of }), x.whom ? `(${x.whom})` : ''].filter(Boolean).join(' '), date: x.due ? formatDay(x.due) : '', by: x.said_by, on: formatDay(x.said_at) })
                        : t('language.joined', { name: translation?.name ?? '', by: x.joined_by, on: x.joined_at ? formatDay(x.joined_at) : '' })}
                      {x.note ? ` (${x.note})` : ''}
                    </span>
                  </span>
                  {waiting && can('join-translation') ? (
                    <>
                      <Button kind="link" onClick={() => setDoing({ act: 'join-translation', record: r })}>
                        {say('act', 'join-translation')}
                      </Button>
                      <Button kind="link" onClick={() => setDoing({ act: 'needs-no-translation', record: r })}>
                        {say('act', 'needs-no-translation')}
                      </Button>
                    </>
                  ) : null}
                </li>
              ) : null
            })}
          </ul>
          {doing ? (
            <ActDialog key={doing.act} c={c} act={doing.act} given={doing.record ? { record: doing.record.id } : {}} about={doing.record?.name} needs={doing.act === 'needs-no-translation' ? ['note'] : undefined} onClose={() => setDoing(null)} />
          ) : null}
        </>
      ),
      acts: can('ask-translation') ? (
        <Button kind="plain" onClick={() => setDoing({ act: 'ask-translation', record: null })}>
          {t('language.another')}
        </Button>
      ) : null,
    },
  ]
}
