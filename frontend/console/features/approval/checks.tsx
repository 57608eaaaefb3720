import { CheckField } from '@shared/form/choice'
import { formatMoment } from '@shared/format/date'
import { Button } from '@shared/ui/button'
import { useTranslation } from 'react-i18next'
import type { Approval, Case, Opinion } from '../../api/types'
import type { RecordPlace } from '../../lib/case-reader'
import { Checks, type CheckLine } from '../../lib/checks'
import { useSignedIn } from '../../lib/me-context'
import { ProofList } from '../../lib/proof-list'
import type { Place } from '../../lib/words-in-place'
import classes from './approval.module.css'

type Props = {
  c: Case
  opinion: Opinion
  approval: Approval | undefined
  /** Somebody pressed with one of them open. */
  asked: boolean
  onTick: (code: string, made: boolean) => void
  onComment: (id: string) => void
  /** Leads to words of the letter. */
  onGo: (place: Place) => void
  onRecord: (record: string, place: RecordPlace) => void
}

/** What has to hold before a release: what is read against the case, what the approver has looked at, and what the service sees. */
export function BeforeApproval({ c, opinion, approval, asked, onTick, onComment, onGo, onRecord }: Props) {
  const { t } = useTranslation('console')
  const me = useSignedIn()
  const lines: CheckLine[] = opinion.checks.map(x => ({ key: x.code, glyph: x.notice ? 'time' : x.ok ? 'done' : 'problem', text: x.detail }))
  lines.push({ key: 'self', glyph: opinion.author.id === me.id ? 'problem' : 'done', text: t('approve.notAuthor') })
  const open = opinion.comments.filter(x => x.id && !x.settled)
  const kept = approval?.comments ?? []
  return (
    <>
      <div id="found">
        <ProofList c={c} of={{ version: opinion.version, row: opinion.row_version }} onGo={onGo} onRecord={onRecord} />
      </div>
      <hr className={classes.rule} />
      {approval ? (
        <section aria-labelledby="own-reading">
          <h3 id="own-reading">{t('approve.own')}</h3>
          <div className={classes.own}>
            {approval.checks.map(x => (
              <CheckField
                key={x.code}
                label={x.text}
                description={[...(x.mine ? [t('approve.tickedByYou', { at: formatMoment(x.mine) })] : []), ...x.others.map(o => t('approve.tickedBy', { by: o.by, at: formatMoment(o.at) }))].join(' ') || undefined}
                checked={x.mine !== null}
                onChange={made => onTick(x.code, made)}
                error={asked && x.mine === null ? t('approve.tickOne') : undefined}
              />
            ))}
          </div>
          <hr className={classes.rule} />
        </section>
      ) : null}
      {kept.length + opinion.comments.length > 0 ? (
        <section aria-labelledby="said">
          <h3 id="said">{t('remark.title')}</h3>
          <ul className={classes.saidList}>
            {[...kept.map(x => ({ ...x, kept: true })), ...open.map(x => ({ ...x, kept: false }))].map(x => (
              <li key={x.id}>
                <Button kind="link" onClick={() => onComment(x.id)}>
                  <span className="oso-cut">{x.text}</span>
                </Button>
                <span className="oso-small oso-ink-2">{x.kept ? t('remark.notSent') : t(x.answer ? 'remark.answered' : 'remark.open')}</span>
              </li>
            ))}
          </ul>
          {kept.length + open.length === 0 ? <p className="oso-small oso-ink-2">{t('remark.allSettled', { count: opinion.comments.length })}</p> : null}
          <hr className={classes.rule} />
        </section>
      ) : null}
      <div className={classes.checks}>
        <Checks lines={lines} />
      </div>
    </>
  )
}
