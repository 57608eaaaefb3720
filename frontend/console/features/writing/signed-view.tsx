import { formatDay, formatMoment } from '@shared/format/date'
import { Button } from '@shared/ui/button'
import { Note } from '@shared/ui/notice'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Case, Opinion } from '../../api/types'
import { ActDialog } from '../../lib/act-dialog'
import { CaseHeader } from '../../lib/case-header'
import { LetterReader } from '../../lib/letter-reader'
import { useWords } from '../../lib/words'
import { Lacking } from './lacking'
import classes from './writing.module.css'

/** What is signed is read, not written; a released letter is corrected by a new version. */
export function SignedView({ c, opinion }: { c: Case; opinion: Opinion }) {
  const { t } = useTranslation('console')
  const say = useWords()
  const [following, setFollowing] = useState<'ask-addendum' | 'begin-correction' | null>(null)
  return (
    <div className={classes.page}>
      <CaseHeader c={c} back={t('write.back')}>
        {(['ask-addendum', 'begin-correction'] as const).map(act => (c.acts.includes(act) ? (
          <Button key={act} onClick={() => setFollowing(act)}>
            {say('act', act)}
          </Button>
        ) : null))}
      </CaseHeader>
      <main className={classes.signed}>
        <div className={classes.signedNote}>
          {opinion.superseded_at ? (
            <Note kind="time" title={t('write.superseded', { date: formatDay(opinion.superseded_at) })}>
              {t('write.supersededMeans')}
            </Note>
          ) : null}
          <Note kind={opinion.released_at && !opinion.superseded_at ? 'done' : 'neutral'}>
            {opinion.released_at
              ? t('approve.releasedAt', { at: formatMoment(opinion.released_at), name: opinion.approver.name })
              : t('write.readOnly', { at: formatMoment(opinion.signed_at ?? '') })}
          </Note>
        </div>
        {c.says_lacked && opinion.signed_at ? <Lacking c={c} version={opinion.version} /> : null}
        <LetterReader caseId={c.id} version={opinion.version} stamp={opinion.row_version} label={t('write.letter')} />
      </main>
      {following ? <ActDialog c={c} act={following} onClose={() => setFollowing(null)} /> : null}
    </div>
  )
}
