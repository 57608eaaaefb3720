import { TextField } from '@shared/form/field'
import { Button } from '@shared/ui/button'
import { SectionHead } from '@shared/ui/page'
import { useTranslation } from 'react-i18next'
import { type KeepChecks, useApprovalChecks, useKeepApprovalChecks } from '../../api/approval-checks/approval-checks'
import type { ApprovalChecks, ListedCheck } from '../../api/types'
import { Origin, Past, Propose, Proposed, RegisterFrame } from '../../lib/register'
import { useRegisterDraft } from '../../lib/register-draft'
import { WholePage } from '../../lib/whole-page'
import classes from './approval-checks.module.css'

/** What an approver ticks before a release. */
export function ApprovalChecksPage() {
  const { t } = useTranslation('console')
  const checks = useApprovalChecks()
  const keep = useKeepApprovalChecks()
  return (
    <WholePage current="approval-checks" title={t('approvalChecks.title')} loading={t('approvalChecks.loading')} asked={checks}>
      {data => <Register register={data} keep={keep} />}
    </WholePage>
  )
}

const newCode = () => `c-${crypto.randomUUID().slice(0, 8)}`
const tidied = (list: readonly ListedCheck[]) => list.map(c => ({ ...c, text: c.text.trim() })).filter(c => c.text !== '')

function Register({ register, keep }: { register: ApprovalChecks; keep: KeepChecks }) {
  const { t } = useTranslation('console')
  const { now, in_force: inForce, proposed } = register
  const { draft, begin, put, changed, ends } = useRegisterDraft<ListedCheck[]>({
    now,
    version: inForce?.version ?? 0,
    busy: keep.isPending,
    tidy: tidied,
    propose: (checks, over, source) => keep.mutateAsync({ step: 'propose', body: { over, checks, source } }),
  })

  return (
    <RegisterFrame title={t('approvalChecks.title')} begin={!draft && !proposed && { label: t('approvalChecks.change'), onBegin: begin }}>
      <div className={classes.column}>
        <p className="oso-ink-2">{t('approvalChecks.means')}</p>
        {draft ? (
          <>
            <ol className={classes.fields}>
              {draft.map((c, i) => (
                <li key={c.code}>
                  <TextField label={t('approvalChecks.one', { number: i + 1 })} dir="auto" maxLength={200} value={c.text} onChange={e => put(draft.map(x => (x.code === c.code ? { ...x, text: e.target.value } : x)))} />
                  <span className={classes.moves}>
                    {i > 0 ? (
                      <Button kind="link" aria-label={t('approvalChecks.upOne', { number: i + 1 })} onClick={() => put(draft.toSpliced(i, 1).toSpliced(i - 1, 0, c))}>
                        {t('approvalChecks.up')}
                      </Button>
                    ) : null}
                    <Button kind="link" aria-label={t('approvalChecks.removeOne', { number: i + 1 })} onClick={() => put(draft.filter(x => x.code !== c.code))}>
                      {t('approvalChecks.remove')}
                    </Button>
                  </span>
                </li>
              ))}
            </ol>
            {draft.length < 20 ? (
              <p>
                <Button onClick={() => put([...draft, { code: newCode(), text: '' }])}>{t('approvalChecks.add')}</Button>
              </p>
            ) : null}
            <SectionHead title={t('register.changes')} />
            {changed ? <Changes now={now} next={tidied(draft)} /> : <p className="oso-ink-2">{t('register.unchanged')}</p>}
            <Propose {...ends} />
          </>
        ) : (
          <>
            <ol className={classes.list}>
              {now.map(c => (
                <li key={c.code} dir="auto">
                  {c.text}
                </li>
              ))}
            </ol>
            {inForce ? <Origin version={inForce} /> : <p className="oso-small oso-ink-2">{t('approvalChecks.shipped')}</p>}
            {proposed ? (
              <Proposed version={proposed} confirms={register.confirms} keep={keep} first={false}>
                <Changes now={now} next={proposed.checks} />
                <p className="oso-small oso-ink-2">{t('approvalChecks.effect')}</p>
              </Proposed>
            ) : null}
            <Past versions={register.past} />
          </>
        )}
      </div>
    </RegisterFrame>
  )
}

/** What a list says otherwise than the one that holds: words, and the order. */
function Changes({ now, next }: { now: readonly ListedCheck[]; next: readonly ListedCheck[] }) {
  const { t } = useTranslation('console')
  const rows = next.flatMap(c => {
    const was = now.find(x => x.code === c.code)
    return was?.text === c.text ? [] : [{ code: c.code, was: was?.text ?? '', is: c.text }]
  })
  const gone = now.filter(c => !next.some(x => x.code === c.code))
  const kept = (list: readonly ListedCheck[], other: readonly ListedCheck[]) => list.filter(c => other.some(x => x.code === c.code)).map(c => c.code)
  const moved = kept(now, next).join() !== kept(next, now).join()
  return (
    <ul className={classes.changes}>
      {rows.map(r => (
        <li key={r.code} dir="auto">
          {r.was ? <del>{r.was}</del> : null} <ins>{r.is}</ins>
        </li>
      ))}
      {gone.map(c => (
        <li key={c.code} dir="auto">
          <del>{c.text}</del>
        </li>
      ))}
      {moved ? <li>{t('approvalChecks.moved', { order: next.map(c => c.text).join('; ') })}</li> : null}
    </ul>
  )
}
