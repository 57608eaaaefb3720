import { formatDay } from '@shared/format/date'
import { Note } from '@shared/ui/notice'
import { SectionHead } from '@shared/ui/page'
import { useTranslation } from 'react-i18next'
import { useAgreementCheck, useAgreementEffects, useAgreementTexts, useKeepAgreement } from '../../api/agreement/agreement'
import type { AgreementEffects, AgreementTexts } from '../../api/types'
import { useDeferred } from '../../lib/deferred'
import { Origin, Past, Propose, Proposed, RegisterFrame } from '../../lib/register'
import { useRegisterDraft } from '../../lib/register-draft'
import { WholePage } from '../../lib/whole-page'
import classes from './agreement.module.css'
import { lacking, tidied } from './agreement-words'
import { TextForm } from './text-form'
import { EarlierText, TextChanges, TextShown } from './text-shown'

/** The text that patients sign, by version (R15 to R26, R59). */
export function AgreementTextsPage() {
  const { t } = useTranslation('console')
  const texts = useAgreementTexts()
  return (
    <WholePage current="agreement" title={t('agreementTexts.title')} loading={t('agreementTexts.loading')} asked={texts}>
      {data => <Register register={data} />}
    </WholePage>
  )
}

function Register({ register }: { register: AgreementTexts }) {
  const { t } = useTranslation('console')
  const keep = useKeepAgreement()
  const { now, in_force: inForce, proposed } = register
  const { draft, begin, put, changed, ends } = useRegisterDraft({
    now,
    version: inForce?.version ?? 0,
    busy: keep.isPending,
    tidy: tidied,
    whole: text => lacking(text).length === 0,
    propose: (text, over, source) => keep.mutateAsync({ step: 'propose', body: { over, text, source } }),
  })
  const effects = useAgreementEffects(changed)
  const settled = useDeferred(draft)
  const check = useAgreementCheck(settled && changed && lacking(settled).length === 0 ? tidied(settled) : null)
  const lacks = draft ? lacking(draft) : []
  return (
    <RegisterFrame title={t('agreementTexts.title')} begin={!draft && !proposed && { label: t('agreementTexts.change'), onBegin: begin }}>
      <div className={classes.columns}>
        {draft ? <TextForm text={draft} onText={put} /> : <TextShown text={proposed?.text ?? now} />}
        <div className={classes.side}>
          {proposed && !draft ? (
            <Proposed version={proposed} confirms={register.confirms} keep={keep}>
              {register.effects ? <Effects effects={register.effects} /> : null}
              <TextChanges before={now} now={proposed.text} />
            </Proposed>
          ) : draft ? (
            <>
              <SectionHead first title={t('register.changes')} />
              {lacks.length > 0 ? <Note kind="problem" live={ends.asked}>{t('agreementTexts.lacks', { terms: lacks.map(r => t(`agreementTexts.terms.${r}`)).join('; ') })}</Note> : null}
              {changed && effects.data ? <Effects effects={effects.data} /> : null}
              {changed && check.error && lacks.length === 0 ? (
                <Note kind="problem" live>
                  {check.error.message}
                </Note>
              ) : null}
              {changed ? <TextChanges before={now} now={tidied(draft)} /> : <p className="oso-ink-2">{t('register.unchanged')}</p>}
              <Propose {...ends} />
            </>
          ) : (
            <>
              <p className="oso-ink-2">{t('agreementTexts.means')}</p>
              <p>{t('agreementTexts.version', { version: now.version, day: formatDay(now.date) })}</p>
              {inForce ? <Origin version={inForce} /> : <p className="oso-small oso-ink-2">{t('agreementTexts.shipped')}</p>}
              <Past versions={register.past} changes={v => <EarlierText text={v.text} />} />
            </>
          )}
        </div>
      </div>
    </RegisterFrame>
  )
}

/** Under which texts the open cases were signed: they keep theirs. */
function Effects({ effects }: { effects: AgreementEffects }) {
  const { t } = useTranslation('console')
  return (
    <section aria-label={t('rulebook.effects')}>
      <p>
        <b>{effects.open === 0 ? t('rulebook.noneOpen') : t('agreementTexts.keep', { count: effects.open })}</b>
      </p>
      {effects.signed.length > 0 ? (
        <ul className={classes.list}>
          {effects.signed.map(s => (
            <li key={s.version}>{t('agreementTexts.signedUnder', { count: s.count, version: s.version })}</li>
          ))}
        </ul>
      ) : null}
      {effects.unread > 0 ? <p className="oso-small">{t('rulebook.unread', { count: effects.unread })}</p> : null}
      <p className="oso-small oso-ink-2">{t('agreementTexts.clinics')}</p>
    </section>
  )
}
