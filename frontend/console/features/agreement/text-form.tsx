import { CheckField } from '@shared/form/choice'
import { AreaField, FieldGroup, TextField } from '@shared/form/field'
import { Button } from '@shared/ui/button'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AgreementClause, AgreementText } from '../../api/types'
import classes from './agreement.module.css'
import { fieldOf, paragraphsOf, terms } from './agreement-words'

type Props = { text: AgreementText; onText: (text: AgreementText) => void }

/** One that is removed stays in its place, to be put back. */
type Row = { clause: AgreementClause; gone: boolean }

const newClause = (): AgreementClause => ({ id: `c-${crypto.randomUUID().slice(0, 8)}`, heading: '', paragraphs: [], requirements: [] })
const nameOf = (c: AgreementClause) => [c.heading, ...c.paragraphs].find(words => words.trim() !== '') ?? ''
const headingOf = (c: AgreementClause) => `heading-${c.id}`

/** The whole text in fields, a clause each, as it is read from above. */
export function TextForm({ text, onText }: Props) {
  const { t } = useTranslation('console')
  const [rows, setRows] = useState<Row[]>(() => text.clauses.map(clause => ({ clause, gone: false })))
  const [begun, setBegun] = useState('') // the clause that came last, and has the keys
  const addAt = useRef<HTMLButtonElement>(null)
  const change = (part: Partial<AgreementText>) => onText({ ...text, ...part })
  function put(next: Row[]) {
    setRows(next)
    change({ clauses: next.filter(r => !r.gone).map(r => r.clause) })
  }
  function come(next: Row[], id: string) {
    setBegun(id)
    put(next)
  }
  function remove(i: number) {
    const { clause } = rows[i]!
    const after = rows.slice(i + 1).find(r => !r.gone)
    put(nameOf(clause) ? rows.with(i, { clause, gone: true }) : rows.toSpliced(i, 1))
    ;(after ? document.getElementById(headingOf(after.clause)) : addAt.current)?.focus()
  }
  return (
    <div className={classes.form}>
      <TextField label={t('agreementTexts.heading')} dir="auto" maxLength={120} value={text.title} onChange={e => change({ title: e.target.value })} />
      <ParagraphsField label={t('agreementTexts.opening')} hint={t('agreementTexts.paragraphsHint')} rows={6} of={text.opening} onParagraphs={opening => change({ opening })} />
      <ol className={classes.clauses}>
        {rows.map((row, i) => {
          const { clause, gone } = row
          const before = rows.slice(0, i).findLastIndex(r => !r.gone)
          return (
            <li key={clause.id}>
              {gone ? (
                <Gone clause={clause} onBack={() => come(rows.with(i, { clause, gone: false }), clause.id)} />
              ) : (
                <ClauseFields
                  clause={clause}
                  number={rows.slice(0, i + 1).filter(r => !r.gone).length}
                  begun={clause.id === begun}
                  onClause={next => put(rows.with(i, { clause: next, gone }))}
                  onUp={before >= 0 ? () => put(rows.toSpliced(i, 1).toSpliced(before, 0, row)) : undefined}
                  onRemove={() => remove(i)}
                />
              )}
            </li>
          )
        })}
      </ol>
      <p>
        <Button
          ref={addAt}
          onClick={() => {
            const clause = newClause()
            come([...rows, { clause, gone: false }], clause.id)
          }}
        >
          {t('agreementTexts.add')}
        </Button>
      </p>
      <ParagraphsField label={t('agreementTexts.closing')} hint={t('agreementTexts.closingHint')} rows={2} of={text.closing} onParagraphs={closing => change({ closing })} />
      <CheckField label={t('agreementTexts.again')} description={t('agreementTexts.againHint')} checked={text.again} onChange={again => change({ again })} />
    </div>
  )
}

/** A clause that was removed, until the text is proposed or left. */
function Gone({ clause, onBack }: { clause: AgreementClause; onBack: () => void }) {
  const { t } = useTranslation('console')
  const name = nameOf(clause)
  return (
    <span className={classes.gone}>
      <del dir="auto">{name}</del>
      <Button kind="link" aria-label={t('agreementTexts.backOne', { name })} onClick={onBack}>
        {t('agreementTexts.back')}
      </Button>
    </span>
  )
}

type ClauseProps = { clause: AgreementClause; number: number; begun: boolean; onClause: (c: AgreementClause) => void; onUp?: () => void; onRemove: () => void }

function ClauseFields({ clause, number, begun, onClause, onUp, onRemove }: ClauseProps) {
  const { t } = useTranslation('console')
  const carried = (r: string, is: boolean) => onClause({ ...clause, requirements: is ? [...clause.requirements, r] : clause.requirements.filter(x => x !== r) })
  return (
    <FieldGroup legend={t('agreementTexts.clause', { number })}>
      <TextField id={headingOf(clause)} autoFocus={begun} label={t('agreementTexts.clauseHeading', { number })} dir="auto" maxLength={120} value={clause.heading} onChange={e => onClause({ ...clause, heading: e.target.value })} />
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
