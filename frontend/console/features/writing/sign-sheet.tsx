import { Drawer } from '@mantine/core'
import { Button } from '@shared/ui/button'
import { unlessCovered } from '@shared/ui/covered'
import { Segments } from '@shared/ui/segments'
import { useToast } from '@shared/ui/toast'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { Paper } from '../../api/opinion/get-letter'
import type { Case, Opinion } from '../../api/types'
import { ActDialog } from '../../lib/act-dialog'
import { Checks } from '../../lib/checks'
import { LetterReader } from '../../lib/letter-reader'
import { ProofList } from '../../lib/proof-list'
import type { Place } from '../../lib/words-in-place'
import { useWords } from '../../lib/words'
import { partsOf } from './parts'
import type { Draft } from './use-draft'
import classes from './writing.module.css'

/** Where the letter is to be mended: at words that were found, or in a part. */
type Target = Place | string

/** Where what a check asks for is written. */
const partOf: Record<string, string> = { reviewed: 'marks', opinion: 'assessment', earlier: 'earlier', options: 'options', outcome: 'assessment', template: 'review', limits: 'limits' }

/** The letter as it will be, what must hold, and the signature. */
export function SignSheet({ c, opinion, draft, open, onClose, onGo }: { c: Case; opinion: Opinion; draft: Draft; open: boolean; onClose: () => void; onGo: (to: Target) => void }) {
  const { t } = useTranslation('console')
  const { t: shared } = useTranslation('shared')
  // Once the sheet is gone; the keys are then not given back to what opened it, until it is opened again.
  const [going, setGoing] = useState<Target | null>(null)
  return (
    <Drawer
      returnFocus={!going}
      onEnterTransitionEnd={() => setGoing(null)}
      onExitTransitionEnd={() => going && onGo(going)}
      opened={open}
      onClose={unlessCovered(onClose)}
      title={t('write.signTitle')}
      size="66rem"
      closeButtonProps={{ 'aria-label': shared('act.close') }}
    >
      {open ? (
        <Review
          c={c}
          opinion={opinion}
          draft={draft}
          onGo={to => {
            setGoing(to)
            onClose()
          }}
        />
      ) : null}
    </Drawer>
  )
}

function Review({ c, opinion, draft, onGo }: { c: Case; opinion: Opinion; draft: Draft; onGo: (to: Target) => void }) {
  const { t } = useTranslation('console')
  const say = useWords()
  const go = useNavigate()
  const toast = useToast()
  const [paper, setPaper] = useState<Paper>(opinion.paper === 'a4' ? 'a4' : 'letter')
  const [confirming, setConfirming] = useState(false)
  const event = c.acts.includes('sign-revision') ? 'sign-revision' : 'sign-draft'
  const openQuestion = partsOf(draft.written.now()).find(p => p.group === 'questions' && !p.done)?.key
  const ready = draft.checks.every(x => x.ok)
  // What is signed is what is shown here: a later state is refused, and read first.
  const [row] = useState(draft.rowVersion)
  return (
    <div className={classes.review}>
      <div className={classes.reviewLetter}>
        <Segments
          label={t('write.showLetter')}
          value={paper}
          onChange={setPaper}
          options={[
            { value: 'letter', label: t('write.us') },
            { value: 'a4', label: t('write.a4') },
          ]}
        />
        <div className={classes.reviewPages}>
          <LetterReader caseId={c.id} version={opinion.version} stamp={row} paper={paper} label={t('write.signTitle')} />
        </div>
      </div>
      <aside className={classes.reviewSide}>
        <div className={classes.reviewFound}>
          <h2>{t('confirm.before')}</h2>
          <Checks
            lines={draft.checks.map(x => {
              const part = x.ok ? undefined : x.code === 'answers' ? openQuestion : partOf[x.code]
              return {
                key: x.code,
                glyph: x.notice ? ('time' as const) : x.ok ? ('done' as const) : ('problem' as const),
                text: x.detail,
                acts: part ? (
                  <Button kind="link" aria-label={t('write.goToOf', { what: x.detail })} onClick={() => onGo(part)}>
                    {t('write.goTo')}
                  </Button>
                ) : undefined,
              }
            })}
          />
          <ProofList c={c} of={{ version: opinion.version, row }} onGo={onGo} />
        </div>
        <p className="oso-small oso-ink-2">{t('write.signFoot')}</p>
        {ready ? (
          <Button kind="primary" size="lg" wide onClick={() => setConfirming(true)}>
            {say('act', event)}
          </Button>
        ) : (
          <p role="status">
            {t('write.notYet', { count: draft.checks.filter(x => !x.ok).length })}
          </p>
        )}
      </aside>
      {confirming ? (
        <ActDialog
          c={c}
          act={event}
          given={{ version: opinion.version, row_version: row }}
          onClose={() => setConfirming(false)}
          onDone={() => toast(say('event', event))}
          lead={() => void go('/')}
        />
      ) : null}
    </div>
  )
}
