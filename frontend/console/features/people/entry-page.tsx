import { Button } from '@shared/ui/button'
import { Note } from '@shared/ui/notice'
import { Header, SectionHead } from '@shared/ui/page'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { useEntry, useKeepEntry } from '../../api/people/entry'
import type { Entry, Profile } from '../../api/types'
import { useSignedIn } from '../../lib/me-context'
import { Origin, Past, Proposed } from '../../lib/register'
import { useWords } from '../../lib/words'
import { Absences } from './absences'
import { ProfileChanges } from './changes'
import { Brings } from './effects'
import { EntryForm } from './entry-form'
import { ProfileFacts } from './profile-facts'
import columns from '../../lib/columns.module.css'
import classes from './people.module.css'
import { Portrait } from '../../lib/portrait'
import { WholePage } from '../../lib/whole-page'
import { useStanding } from './standing'

/** One entry of the directory: what is said of somebody, who may be asked, who is away. */
export function EntryPage() {
  const { t } = useTranslation('console')
  const { person = '' } = useParams()
  const me = useSignedIn()
  const entry = useEntry(person)
  return (
    <WholePage current={person === me.id ? 'entry' : 'people'} title={t('people.entry')} loading={t('people.loading')} asked={entry}>
      {data => <One key={person} entry={data} />}
    </WholePage>
  )
}

/** A change that is being written, over the version that was in force when it was begun. */
type Draft = { over: number; profile: Profile }

function One({ entry }: { entry: Entry }) {
  const { t } = useTranslation('console')
  const say = useWords()
  const standing = useStanding()
  const [draft, setDraft] = useState<Draft | null>(null)
  const { proposed, in_force: inForce, recorded } = entry
  const states = standing({ bars: entry.now.bars, endings: entry.endings, away: entry.absences.find(a => a.from <= entry.today) ?? null })
  return (
    <>
      <Header wraps>
        <h1>
          <bdi>{entry.name}</bdi>
        </h1>
        <span className="oso-small oso-ink-2">{entry.roles.map(r => say('role', r)).join(', ')}</span>
        {draft || proposed ? null : (
          <span className="oso-end">
            <Button onClick={() => setDraft({ over: inForce?.version ?? 0, profile: recorded })}>{entry.all ? t('people.change') : t('people.changeOwn')}</Button>
          </span>
        )}
      </Header>
      <main tabIndex={0} className="oso-scroll" aria-label={entry.name}>
        <div className={columns.columns}>
          {draft ? (
            <EntryForm entry={entry} over={draft.over} profile={draft.profile} onProfile={profile => setDraft({ ...draft, profile })} onDone={() => setDraft(null)} />
          ) : (
            <div className={columns.side}>
              <div className={classes.lead}>
                <Portrait name={entry.name} photo={recorded.photo} size="page" />
                <div className={classes.words}>
                  <p className={classes.place} dir="auto">
                    {[recorded.degrees, recorded.position].filter(Boolean).join(', ') || t('people.noPosition')}
                  </p>
                  <p dir="auto">{recorded.hospital}</p>
                  <ul className={classes.standing}>
                    {states.map(s => (
                      <li key={s.text} className={s.kind === 'problem' ? 'oso-problem' : s.kind === 'time' ? 'oso-time' : 'oso-ink-2'}>
                        {s.text}
                      </li>
                    ))}
                  </ul>
                </div>
              </div>
              <ProfileFacts entry={entry} profile={recorded} />
              {inForce ? <Origin version={inForce} /> : <p className="oso-small oso-ink-2">{t('people.noEntry')}</p>}
              <Past versions={entry.past} />
            </div>
          )}
          <div className={columns.side} data-waits={(proposed && !draft) || undefined}>
            {proposed && !draft ? <Proposal key={proposed.version} entry={entry} /> : null}
            {draft ? null : (
              <>
                <SectionHead first={!proposed} title={t('people.asked')} />
                <Brings effects={entry.now} name={entry.name} />
                <Absences entry={entry} />
              </>
            )}
          </div>
        </div>
      </main>
    </>
  )
}

/** A change that waits for a second person. */
function Proposal({ entry }: { entry: Entry }) {
  const { t } = useTranslation('console')
  const keep = useKeepEntry(entry.id)
  const { proposed, effects } = entry
  if (!proposed || !effects) return null
  return (
    <Proposed version={proposed} confirms={entry.confirms} keep={keep} why={entry.own ? t('people.own') : undefined}>
      <ProfileChanges entry={entry} before={entry.recorded} after={proposed.profile} />
      <Brings effects={effects} name={entry.name} would />
      {effects.bars.length > 0 && entry.now.bars.length === 0 ? <Note kind="problem">{t('people.wouldBar')}</Note> : null}
    </Proposed>
  )
}
