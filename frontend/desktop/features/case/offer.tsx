import { IconCheck } from '@tabler/icons-react'
import { Button } from '@shared/ui/button'
import { Icon } from '@shared/ui/icon'
import { SectionHead } from '@shared/ui/page'
import { useTranslation } from 'react-i18next'
import classes from './offer.module.css'

type Line = { text: string; parts?: string[]; for: string[]; suits: boolean }

type Props<L extends Line> = {
  title: string
  lines: readonly L[]
  /** What the case has already. */
  there: readonly string[]
  /** Whether a diagnosis is written: nothing can suit one that is not. */
  diagnosed: boolean
  onAdd: (line: L) => void
}

const plain = (s: string) => s.trim().toLowerCase()

/** What OSO offers for such cases: taken over by one press, and changed then like anything that was typed. */
export function Offer<L extends Line>({ title, lines, there, diagnosed, onAdd }: Props<L>) {
  const { t } = useTranslation('desktop')
  if (lines.length === 0) return null
  const has = new Set(there.map(plain))
  const list = (some: readonly L[]) => (
    <ul className={classes.list}>
      {some.map(l => (
        <li key={l.text} className={classes.line}>
          <div className={classes.text} dir="auto">
            {l.text}
            {l.parts?.length ? <span className="oso-small oso-ink-2"> {l.parts.join('; ')}</span> : null}
            {l.for.length > 0 ? <span className={`${classes.for} oso-small oso-ink-2`}>{l.for.join(', ')}</span> : null}
          </div>
          {has.has(plain(l.text)) ? (
            <span className="oso-small oso-ink-2 oso-nowrap">
              <Icon of={IconCheck} /> {t('offer.there')}
            </span>
          ) : (
            <Button kind="link" aria-label={t('offer.addOne', { text: l.text })} onClick={() => onAdd(l)}>
              {t('offer.add')}
            </Button>
          )}
        </li>
      ))}
    </ul>
  )
  const suits = lines.filter(l => l.suits)
  const rest = lines.filter(l => !l.suits)
  return (
    <>
      <SectionHead title={title} note={t('offer.advice')} />
      {suits.length > 0 ? list(suits) : <p className="oso-ink-2">{t(diagnosed ? 'offer.none' : 'offer.undiagnosed')}</p>}
      {rest.length > 0 ? (
        <details className={classes.rest}>
          <summary>{t('offer.rest', { count: rest.length })}</summary>
          {list(rest)}
        </details>
      ) : null}
    </>
  )
}
