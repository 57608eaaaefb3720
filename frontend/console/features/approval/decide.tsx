import { after } from '@shared/after'
import { PassphraseField, TextField } from '@shared/form/field'
import { Button } from '@shared/ui/button'
import { Glyph } from '@shared/ui/glyph'
import { Note } from '@shared/ui/notice'
import { useToast } from '@shared/ui/toast'
import { type FormEvent, type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useAct } from '../../api/cases/do-act'
import { useProof } from '../../api/opinion/proof'
import type { Approval, Case, Opinion } from '../../api/types'
import { ActDialog } from '../../lib/act-dialog'
import { FaultNote } from '../../lib/fault-view'
import { figurePart } from '../../lib/figure-words'
import { useWords } from '../../lib/words'
import classes from './approval.module.css'

type Props = {
  c: Case
  opinion: Opinion
  approval: Approval | undefined
  /** Keeps what is typed of a comment, if anything is; where it could not be, nothing is decided. */
  onBefore: () => Promise<'nothing' | 'kept' | 'failed'>
  /** Shows what is to be ticked, where somebody wants to release without it, or what was found. */
  onOpen: (what: 'own-reading' | 'found') => void
  /** What else stands in the row, where there is little room. */
  children?: ReactNode
}

/** Releases the letter in one act, by password and code, or sends it back: always in sight. */
export function Decide({ c, opinion, approval, onBefore, onOpen, children }: Props) {
  const { t } = useTranslation('console')
  const say = useWords()
  const go = useNavigate()
  const toast = useToast()
  const run = useAct(c.id)
  // 'early': before there was anything to type.
  const [asked, setAsked] = useState<'' | 'early' | 'ready'>('')
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const [returning, setReturning] = useState(false)
  const can = (a: string) => c.acts.includes(a)
  const revision = can('return-revision')
  const approve = revision ? 'approve-revision' : 'approve'
  const back = revision ? 'return-revision' : 'return-draft'
  // What rests on older records than the clinic sent can only be returned.
  const whole = can(approve)
  const kept = approval?.comments.length ?? 0
  const open = approval?.checks.filter(x => x.mine === null).length ?? 0
  const ready = whole && approval !== undefined && open === 0 && kept === 0
  const found = useProof(c.id, { version: opinion.version, row: opinion.row_version }).data?.findings.filter(f => !f.settled).length ?? 0
  const wrong = (field: string) => (run.error?.field === field ? run.error.message : undefined)
  const parts = [
    { value: 'assessment', label: t('part.assessment') },
    ...opinion.content.answers.map((_, i) => ({ value: `answers[${i}]`, label: t('part.answers', { number: i + 1 }) })),
    ...(['earlier', 'options'] as const).flatMap(list => (opinion.content[list]?.length ? [{ value: list, label: t(`part.${list}`) }] : [])),
    { value: 'recommendation', label: t('part.recommendation') },
    ...(opinion.content.figures ?? []).map((f, i) => ({ value: figurePart(f.image), label: t('figures.figure', { number: i + 1 }) })),
    { value: 'limits', label: t('part.limits') },
    { value: 'references', label: t('part.references') },
  ]
  async function release(e: FormEvent) {
    e.preventDefault()
    setAsked(ready ? 'ready' : 'early')
    const before = await onBefore()
    if (before === 'failed') return
    if (!ready || before === 'kept') return onOpen('own-reading') // what was kept just now is to be sent first
    if (!password || !code.trim() || run.isPending) return
    after(run.mutateAsync({ act: approve, body: { seq: c.seq, version: opinion.version, password, code: code.trim() } }), {
      done: () => toast(t('approve.released')),
      failed: () => setCode(''), // each works once
    })
  }
  if (!can(back)) return null
  return (
    <div className={classes.decide}>
      <form className={classes.acts} onSubmit={e => void release(e)} noValidate>
        {whole ? (
          <>
            {asked && kept > 0 ? (
              <Note kind="problem" live>
                {t('approve.unsent', { count: kept })}
              </Note>
            ) : asked && open > 0 ? (
              <Note kind="problem" live>
                {t('approve.tickAll')}
              </Note>
            ) : null}
            {ready ? (
              <>
                <p className={`oso-small oso-ink-2 ${classes.foot}`}>{t('approve.foot', { name: c.physician?.name ?? '' })}</p>
                <div className={classes.proof}>
                  <PassphraseField label={t('approve.password')} value={password} onChange={e => setPassword(e.target.value)} autoComplete="current-password" error={asked === 'ready' && !password ? t('approve.passwordNeed') : wrong('password')} />
                  <TextField
                    label={t('approve.code')}
                    value={code}
                    onChange={e => setCode(e.target.value)}
                    inputMode="numeric"
                    autoComplete="one-time-code"
                    maxLength={7}
                    error={asked === 'ready' && password && !code.trim() && !run.error ? t('approve.codeNeed') : wrong('code')}
                  />
                </div>
              </>
            ) : null}
            <FaultNote fault={run.error?.field === 'password' || run.error?.field === 'code' ? null : run.error} />
          </>
        ) : null}
        {found > 0 ? (
          <p className={classes.found}>
            <Glyph kind="time" />
            <Button kind="link" onClick={() => onOpen('found')}>
              {t('approve.found', { count: found })}
            </Button>
          </p>
        ) : null}
        <div className={classes.pair}>
          {children}
          {whole ? (
            <Button kind="primary" size="lg" wide type="submit" busy={run.isPending && t('dialog.signing')}>
              {say('act', approve)}
            </Button>
          ) : null}
          <Button kind={whole ? undefined : 'primary'} wide onClick={() => void onBefore().then(before => before !== 'failed' && setReturning(true))}>
            {kept > 0 ? t('approve.returnWith', { count: kept }) : say('act', back)}
          </Button>
        </div>
      </form>
      {returning ? (
        <ActDialog
          c={c}
          act={back}
          given={{ version: opinion.version }}
          parts={parts}
          before={kept > 0 ? <Note kind="neutral">{t('approve.goWith', { count: kept })}</Note> : undefined}
          needs={kept > 0 ? [] : ['comments']}
          onClose={() => setReturning(false)}
          onDone={() => toast(t('approve.returned'))}
          lead={() => void go('/')}
        />
      ) : null}
    </div>
  )
}
