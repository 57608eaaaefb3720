import { CheckField } from '@shared/form/choice'
import { Button } from '@shared/ui/button'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Named } from '../../bridge'
import { Picture } from './picture'
import classes from './decide.module.css'

const most = 3

type Props = {
  subjects: Named[]
  /** Which of them are meant, by their first record; without it all are. */
  chosen?: ReadonlySet<string>
  onChoose?: (chosen: ReadonlySet<string>) => void
  missing?: boolean
}

/** The series and files that something is about, each named and pictured; where there are several, a person may take some. */
export function Subjects({ subjects, chosen, onChoose, missing }: Props) {
  const { t } = useTranslation('desktop')
  const [all, setAll] = useState(false)
  const shown = all ? subjects : subjects.slice(0, most)
  return (
    <>
      <ul className={classes.subjects}>
        {shown.map(s => (
          <li key={s.record}>
            <Picture subject={s} large />
            <div className={classes.subjectWords}>
              {onChoose && chosen && subjects.length > 1 ? (
                <CheckField
                  label={<bdi>{s.name}</bdi>}
                  checked={chosen.has(s.record)}
                  onChange={on => {
                    const next = new Set(chosen)
                    if (on) next.add(s.record)
                    else next.delete(s.record)
                    onChoose(next)
                  }}
                />
              ) : (
                <bdi className={classes.title}>{s.name}</bdi>
              )}
              {s.which ? <span className="oso-small oso-ink-2">{s.which}</span> : null}
              {missing && s.missing ? <span className="oso-small oso-time">{t('decide.missing', { numbers: s.missing })}</span> : null}
              {s.which ? (
                <span className="oso-small oso-ink-3">
                  <bdi>{files(s)}</bdi>
                  {s.institution ? <span className={classes.made}>{t('decide.madeAt', { place: s.institution })}</span> : null}
                </span>
              ) : null}
            </div>
          </li>
        ))}
      </ul>
      {subjects.length > shown.length ? (
        <Button kind="link" onClick={() => setAll(true)}>
          {t('decide.showAll', { count: subjects.length })}
        </Button>
      ) : null}
    </>
  )
}

/** The paths as they were found: one, a few, or the folder of many. */
function files(s: Named): string {
  if (s.records.length <= 3) return s.files.join(', ')
  const first = s.files[0] ?? ''
  const cut = first.lastIndexOf('/')
  return cut < 0 ? first : `${first.slice(0, cut + 1)}…`
}
