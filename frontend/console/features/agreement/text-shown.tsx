import { SectionHead } from '@shared/ui/page'
import { useTranslation } from 'react-i18next'
import type { AgreementText } from '../../api/types'
import { TextDiff } from '../../lib/text-diff'
import classes from './agreement.module.css'
import { reordered, type TextChange, terms, textChanges } from './agreement-words'

/** A text as patients read it, with what each clause carries. */
export function TextShown({ text }: { text: AgreementText }) {
  const { t } = useTranslation('console')
  const carries = (list: readonly string[]) => terms.filter(r => list.includes(r)).map(r => t(`agreementTexts.terms.${r}`))
  return (
    <article className={classes.sheet}>
      <h2 dir="auto">{text.title}</h2>
      <Paragraphs of={text.opening} />
      {text.clauses.map((c, i) => (
        <section key={c.id}>
          <h3 dir="auto">{`${i + 1}. ${c.heading}`}</h3>
          <Paragraphs of={c.paragraphs} />
          {c.requirements.length > 0 ? <p className={classes.carries}>{t('agreementTexts.carries', { terms: carries(c.requirements).join('; ') })}</p> : null}
        </section>
      ))}
      <Paragraphs of={text.closing} />
    </article>
  )
}

function Paragraphs({ of }: { of: readonly string[] }) {
  return of.map((p, i) => (
    <p key={i} dir="auto">
      {p}
    </p>
  ))
}

/** What a text says otherwise than another, word by word, and which terms its clauses are marked with otherwise. */
export function TextChanges({ before, now }: { before: AgreementText; now: AgreementText }) {
  const { t } = useTranslation('console')
  const named = (list: TextChange['lost']) => list.map(r => t(`agreementTexts.terms.${r}`)).join('; ')
  return (
    <div className={classes.changes}>
      {textChanges(before, now).map(c => (
        <section key={c.key}>
          <h3>{c.heading || t(c.key ? 'agreementTexts.closing' : 'agreementTexts.opening')}</h3>
          {c.before !== c.now ? <TextDiff before={c.before} now={c.now} /> : null}
          {c.lost.length > 0 ? <p className="oso-small">{t('agreementTexts.carriesNoLonger', { terms: named(c.lost) })}</p> : null}
          {c.gained.length > 0 ? <p className="oso-small">{t('agreementTexts.carriesNow', { terms: named(c.gained) })}</p> : null}
        </section>
      ))}
      {reordered(before, now) ? <p>{t('agreementTexts.reordered', { order: now.clauses.map(c => c.heading).join('; ') })}</p> : null}
      <p className="oso-small oso-ink-2">{t(now.again ? 'agreementTexts.isAgain' : 'agreementTexts.isKept')}</p>
    </div>
  )
}

/** Earlier texts, whole. */
export function EarlierText({ text }: { text: AgreementText }) {
  const { t } = useTranslation('console')
  return (
    <details>
      <summary>{t('agreementTexts.readIt')}</summary>
      <SectionHead first title={text.title} />
      <TextShown text={text} />
    </details>
  )
}
