import { after } from '@shared/after'
import type { Fault } from '@shared/fault'
import { AreaField, TextField } from '@shared/form/field'
import { Button } from '@shared/ui/button'
import { Note } from '@shared/ui/notice'
import { Header, SectionHead } from '@shared/ui/page'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useKeepMailTexts, useMailPreviews, useMailTexts } from '../../api/mail-texts/mail-texts'
import type { MailTexts, MailWords } from '../../api/types'
import { Origin, Past, Propose, Proposed } from '../../lib/register'
import { Sample } from '../../lib/sample'
import { WholePage } from '../../lib/whole-page'
import classes from './mail-texts.module.css'
import { changed, keyOf, put, same, wordsOf } from './words'

const audiences = ['physician', 'patient', 'payer', 'specialist', 'approver', 'coordinator', 'billing'] as const

/** What notices say by mail: read, changed with places that are checked, confirmed by a second person. */
export function MailTextsPage() {
  const { t } = useTranslation('console')
  const texts = useMailTexts()
  return (
    <WholePage current="mail-texts" title={t('mailTexts.title')} loading={t('mailTexts.loading')} asked={texts}>
      {data => <Texts texts={data} />}
    </WholePage>
  )
}

/** A change that is being written, over the version that was in force when it was begun. */
type Draft = { over: number; words: MailWords[] }

function Texts({ texts }: { texts: MailTexts }) {
  const { t } = useTranslation('console')
  const { shipped, in_force: inForce, proposed } = texts
  const [chosen, setChosen] = useState(shipped[0] ? keyOf(shipped[0]) : '')
  const [draft, setDraft] = useState<Draft | null>(null)
  const now = inForce?.words ?? []
  const sheet = draft?.words ?? proposed?.words ?? now
  const changes = changed(shipped, now, sheet).map(keyOf)
  const words = wordsOf(shipped, sheet, chosen)
  return (
    <>
      <Header>
        <h1>{t('mailTexts.title')}</h1>
        {draft || proposed ? null : (
          <span className="oso-end">
            <Button onClick={() => setDraft({ over: inForce?.version ?? 0, words: now })}>{t('mailTexts.change')}</Button>
          </span>
        )}
      </Header>
      <div className={classes.columns}>
        <nav className={classes.list} aria-label={t('mailTexts.notices')}>
          {audiences.map(a => (
            <section key={a}>
              <h2>{t(`mailTexts.to.${a}`)}</h2>
              <ul>
                {shipped
                  .filter(w => w.audience === a)
                  .map(w => (
                    <li key={keyOf(w)}>
                      <button type="button" aria-current={keyOf(w) === chosen || undefined} onClick={() => setChosen(keyOf(w))}>
                        <span>{wordsOf(shipped, sheet, keyOf(w))?.subject.replace(/^(Reference number|Case) \{reference\}: /, '') ?? ''}</span>
                        {changes.includes(keyOf(w)) ? <span className="oso-small oso-time">{t('mailTexts.changed')}</span> : null}
                      </button>
                    </li>
                  ))}
              </ul>
            </section>
          ))}
        </nav>
        <main tabIndex={0} className={classes.scroll} aria-label={t('mailTexts.title')}>
          <div className={classes.side}>
            {proposed && !draft ? <Proposal key={proposed.version} texts={texts} /> : null}
            {draft && words ? (
              <Change texts={texts} draft={draft} words={words} changes={changes.length} onWords={w => setDraft({ ...draft, words: put(shipped, draft.words, w) })} onDone={() => setDraft(null)} />
            ) : null}
            {!draft && words ? (
              <>
                <SectionHead first={!proposed} title={words.subject} note={same(words, wordsOf(shipped, [], chosen)) ? t('mailTexts.asShipped') : t('mailTexts.ofOffice')} />
                <p className={classes.body} dir="auto">
                  {words.body}
                </p>
                {inForce ? <Origin version={inForce} /> : null}
                <Past versions={texts.past} />
              </>
            ) : null}
          </div>
        </main>
      </div>
    </>
  )
}

type ChangeProps = { texts: MailTexts; draft: Draft; words: MailWords; changes: number; onWords: (w: MailWords) => void; onDone: () => void }

function Change({ texts, draft, words, changes, onWords, onDone }: ChangeProps) {
  const { t } = useTranslation('console')
  const keep = useKeepMailTexts()
  const [source, setSource] = useState('')
  const [asked, setAsked] = useState(false)
  const [fault, setFault] = useState<Fault | null>(null)
  const previews = useMailPreviews(draft.words)
  const shipped = wordsOf(texts.shipped, [], keyOf(words))
  const preview = previews.data?.find(p => keyOf(p) === keyOf(words))

  function propose() {
    setAsked(true)
    if (!source.trim() || changes === 0) return
    setFault(null)
    after(keep.mutateAsync({ step: 'propose', body: { over: draft.over, words: draft.words, source: source.trim() } }), { done: onDone, failed: setFault })
  }

  return (
    <>
      <TextField label={t('mailTexts.subject')} dir="auto" spellCheck maxLength={150} value={words.subject} onChange={e => onWords({ ...words, subject: e.target.value })} />
      <AreaField label={t('mailTexts.text')} hint={t(words.notice === 'opinion-opened' ? 'mailTexts.placesCopy' : 'mailTexts.places')} rows={9} spellCheck maxLength={4000} value={words.body} onChange={e => onWords({ ...words, body: e.target.value })} />
      {shipped && !same(shipped, words) ? (
        <p>
          <Button kind="link" onClick={() => onWords(shipped)}>
            {t('mailTexts.reset')}
          </Button>
        </p>
      ) : null}
      {previews.error ? (
        <Note kind="problem" live>
          {previews.error.message}
        </Note>
      ) : preview && !same(shipped, words) ? (
        <Preview words={preview} />
      ) : null}
      <SectionHead title={t('register.changes')} note={changes > 0 ? t('mailTexts.changes', { count: changes }) : t('register.unchanged')} />
      <Propose source={source} onSource={setSource} asked={asked} changed={changes > 0} busy={keep.isPending} fault={fault} onPropose={propose} onLeave={onDone} />
    </>
  )
}

/** A mail as somebody gets it, of a made-up case. */
function Preview({ words }: { words: MailWords }) {
  const { t } = useTranslation('console')
  return (
    <Sample caption={t('mailTexts.preview')}>
      <b dir="auto">{words.subject}</b>
      <p className={classes.body} dir="auto">
        {words.body}
      </p>
    </Sample>
  )
}

/** A change that waits for a second person: every text that says something else. */
function Proposal({ texts }: { texts: MailTexts }) {
  const { t } = useTranslation('console')
  const keep = useKeepMailTexts()
  const { proposed, shipped, in_force: inForce } = texts
  if (!proposed) return null
  return (
    <Proposed version={proposed} confirms={texts.confirms} keep={keep}>
      {changed(shipped, inForce?.words ?? [], proposed.words).map(w => {
        const was = wordsOf(shipped, inForce?.words ?? [], keyOf(w))
        const is = wordsOf(shipped, proposed.words, keyOf(w))
        const preview = texts.previews.find(p => keyOf(p) === keyOf(w))
        return (
          <div key={keyOf(w)} className={classes.side}>
            <h3>{t(`mailTexts.to.${w.audience as 'patient'}`)}</h3>
            <p className={classes.body} dir="auto">
              <del>{[was?.subject, was?.body].join('\n\n')}</del>
            </p>
            {preview ? (
              <Preview words={preview} />
            ) : (
              <p className={classes.body} dir="auto">
                {[is?.subject, is?.body].join('\n\n')}
              </p>
            )}
          </div>
        )
      })}
    </Proposed>
  )
}
