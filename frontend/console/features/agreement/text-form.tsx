import { CheckField } from '@shared/form/choice'
import { AreaField, FieldGroup, TextField } from '@shared/form/field'
import { Button } from '@shared/ui/button'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AgreementClause, AgreementText } from '../../api/types'
import classes from './agreement.module.css'
import { fieldOf, paragraphsOf, terms } from './agreement-words'

type Props = { text: AgreementText; onText: (text: AgreementText) => void }

const newClause = (): AgreementClause => ({ id: `c-${crypto.randomUUID().slice(0, 8)}`, heading: '', paragraphs: [], requirements: [] })

/** The whole text in fields, a clause each, as it is read from above. */
export function TextForm({ text, onText }: Props) {
  const { t } = useTranslation('console')
  const change = (part: Partial<AgreementText>) => onText({ ...text, ...part })
  const clauses = (list: AgreementClause[]) => change({ clauses: list })
  return (
    <div className={classes.form}>
      <TextField label={t('agreementTexts.heading')} dir="auto" maxLength={120} value={text.title} onChange={e => change({ title: e.target.value })} />
      <ParagraphsField label={t('agreementTexts.opening')} hint={t('agreementTexts.paragraphsHint')} rows={6} of={text.opening} onParagraphs={opening => change({ opening })} />
      <ol className={classes.clauses}>
        {text.clauses.map((c, i) => (
          <li key={c.id}>
            <ClauseFields
              clause={c}
              number={i + 1}
              onClause={next => clauses(text.clauses.map(x => (x.id === c.id ? next : x)))}
              onUp={i > 0 ? () => clauses(text.clauses.toSpliced(i, 1).toSpliced(i - 1, 0, c)) : undefined}
              onRemove={() => clauses(text.clauses.filter(x => x.id !== c.id))}
            />
          </li>
        ))}
      </ol>
      <p>
        <Button onClick={() => clauses([...text.clauses, newClause()])}>{t('agreementTexts.add')}</Button>
      </p>
      <ParagraphsField label={t('agreementTexts.closing')} hint={t('agreementTexts.closingHint')} rows={2} of={text.closing} onParagraphs={closing => change({ closing })} />
      <CheckField label={t('agreementTexts.again')} description={t('agreementTexts.againHint')} checked={text.again} onChange={again => change({ again })} />
    </div>
  )
}

type ClauseProps = { clause: AgreementClause; number: number; onClause: (c: AgreementClause) => void; onUp?: () => void; onRemove: () => void }

function ClauseFields({ clause, number, onClause, onUp, onRemove }: ClauseProps) {
  const { t } = useTranslation('console')
  const carried = (r: string, is: boolean) => onClause({ ...clause, requirements: is ? [...clause.requirements, r] : clause.requirements.filter(x => x !== r) })
  return (
    <FieldGroup legend={t('agreementTexts.clause', { number })}>
      <TextField label={t('agreementTexts.clauseHeading', { number })} dir="auto" maxLength={120} value={clause.heading} onChange={e => onClause({ ...clause, heading: e.target.value })} />
      <ParagraphsField label={t('agreementTexts.clauseWords', { number })} rows={4} of={clause.paragraphs} onParagraphs={paragraphs => onClause({ ...clause, paragraphs })} />
      <details className={classes.terms}>
        <summary>{t('agreementTexts.carriesCount', { count: clause.requirements.length })}</summary>
        {terms.map(r => (
          <CheckField key={r} label={t(`agreementTexts.terms.${r}`)} checked={clause.requirements.includes(r)} onChange={is => carried(r, is)} />
        ))}
      </details>
      <span className={classes.moves}>
        {onUp ? (
          <Button kind="link" aria-label={t('agreementTexts.upOne', { number })} onClick={onUp}>
            {t('approvalChecks.up')}
          </Button>
        ) : null}
        <Button kind="link" aria-label={t('agreementTexts.removeOne', { number })} onClick={onRemove}>
          {t('approvalChecks.remove')}
        </Button>
      </span>
    </FieldGroup>
  )
}

type ParagraphsProps = { label: string; hint?: string; rows: number; of: readonly string[]; onParagraphs: (paragraphs: string[]) => void }

/** Paragraphs as they are typed: what parts them is the field's own, so that Enter stays where it was pressed. */
function ParagraphsField({ of, onParagraphs, ...rest }: ParagraphsProps) {
  const [typed, setTyped] = useState(() => fieldOf(of))
  return (
    <AreaField
      {...rest}
      spellCheck
      value={typed}
      onChange={e => {
        setTyped(e.target.value)
        onParagraphs(paragraphsOf(e.target.value))
      }}
    />
  )
}
