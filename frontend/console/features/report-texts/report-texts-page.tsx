import { after } from '@shared/after'
import type { Fault } from '@shared/fault'
import { Show } from '@shared/prose/show'
import { Button } from '@shared/ui/button'
import { SectionHead } from '@shared/ui/page'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useKeepReportTexts, useReportTexts } from '../../api/report-texts/report-texts'
import type { ReportText, ReportTexts } from '../../api/types'
import { useOpenEntry } from '../../lib/open-entry'
import { Origin, Past, Propose, Proposed, RegisterFrame } from '../../lib/register'
import { WholePage } from '../../lib/whole-page'
import { useWords } from '../../lib/words'
import columns from '../../lib/columns.module.css'
import classes from './report-texts.module.css'
import { TemplateForm } from './template-form'

/** What reports of formal reviews begin with. */
export function ReportTextsPage() {
  const { t } = useTranslation('console')
  const texts = useReportTexts()
  return (
    <WholePage current="report-texts" title={t('reportTexts.title')} loading={t('reportTexts.loading')} asked={texts}>
      {data => <Register register={data} />}
    </WholePage>
  )
}

type Draft = { over: number; list: ReportText[] }

const same = (a: readonly ReportText[], b: readonly ReportText[]) => JSON.stringify(a) === JSON.stringify(b)
const nothing: ReportText = { name: '', review: 'imaging', modality: '', words: '' }

function Register({ register }: { register: ReportTexts }) {
  const { t } = useTranslation('console')
  const keep = useKeepReportTexts()
  const [draft, setDraft] = useState<Draft | null>(null)
  const { open, waits, at, free, begin, close } = useOpenEntry() // by place in the list; its length: a new one
  const [source, setSource] = useState('')
  const [asked, setAsked] = useState(false)
  const [fault, setFault] = useState<Fault | null>(null)
  const { now, in_force: inForce, proposed } = register
  const shown = draft?.list ?? proposed?.reports ?? now
  const changed = !same(now, shown)

  function leave() {
    setDraft(null)
    close()
    setSource('')
    setAsked(false)
  }

  function propose() {
    if (!free()) return
    setAsked(true)
    if (!draft || !source.trim() || !changed) return
    setFault(null)
    after(keep.mutateAsync({ step: 'propose', body: { over: draft.over, reports: draft.list, source: source.trim() } }), { done: leave, failed: setFault })
  }

  const form = (text: ReportText, put: (next: ReportText) => ReportText[]) => draft && <TemplateForm text={text} places={register.places} onKeep={next => setDraft({ ...draft, list: put(next) })} onDone={close} />

  return (
    <RegisterFrame title={t('reportTexts.title')} begin={!draft && !proposed && { label: t('reportTexts.change'), onBegin: () => setDraft({ over: inForce?.version ?? 0, list: now }) }}>
      <div ref={at} className={columns.columns} data-holds="texts">
        <ul className={classes.list}>
          {shown.map((x, i) =>
            draft && open === String(i) ? (
              <li key={i}>{form(x, next => draft.list.map((old, j) => (j === i ? next : old)))}</li>
            ) : (
              <li key={i} className={classes.template}>
                <Template
                  of={x}
                  onChange={draft ? () => begin(String(i)) : undefined}
                  onRemove={
                    draft
                      ? () => {
                          if (free()) setDraft({ ...draft, list: draft.list.filter((_, j) => j !== i) })
                        }
                      : undefined
                  }
                />
              </li>
            ),
          )}
          {draft ? <li>{open === String(draft.list.length) ? form(nothing, next => [...draft.list, next]) : <Button onClick={() => begin(String(draft.list.length))}>{t('reportTexts.add')}</Button>}</li> : null}
        </ul>
        <div className={`${columns.side} ${columns.brings}`}>
          {proposed && !draft ? (
            <Proposed version={proposed} confirms={register.confirms} keep={keep}>
              <Changes now={now} next={proposed.reports} />
            </Proposed>
          ) : draft ? (
            <>
              <SectionHead first title={t('register.changes')} />
              {changed ? <Changes now={now} next={draft.list} /> : <p className="oso-ink-2">{t('register.unchanged')}</p>}
              <Propose source={source} onSource={setSource} asked={asked} changed={changed} typed={open !== ''} waits={waits} busy={keep.isPending} fault={fault} onPropose={propose} onLeave={leave} />
            </>
          ) : (
            <>
              <p className="oso-ink-2">{t('reportTexts.means')}</p>
              {inForce ? <Origin version={inForce} /> : <p className="oso-small oso-ink-2">{t('reportTexts.shipped')}</p>}
              <Past versions={register.past} />
            </>
          )}
        </div>
      </div>
    </RegisterFrame>
  )
}

function Template({ of, onChange, onRemove }: { of: ReportText; onChange?: () => void; onRemove?: () => void }) {
  const { t } = useTranslation('console')
  const say = useWords()
  return (
    <>
      <div className={classes.head}>
        <h2 dir="auto">{of.name}</h2>
        <span className="oso-small oso-ink-2">{[say('service', `${of.review}-review`), of.modality].filter(Boolean).join(', ')}</span>
        {onChange ? (
          <span className={classes.acts}>
            <Button kind="link" aria-label={t('messageTexts.changeOne', { name: of.name })} onClick={onChange}>
              {t('messageTexts.changeShort')}
            </Button>
            <Button kind="link" aria-label={t('messageTexts.removeOne', { name: of.name })} onClick={onRemove}>
              {t('messageTexts.remove')}
            </Button>
          </span>
        ) : null}
      </div>
      <div dir="auto" className={classes.words}>
        <Show text={of.words} />
      </div>
    </>
  )
}

/** Which are new, changed or gone; the words of each stand in the list. */
function Changes({ now, next }: { now: readonly ReportText[]; next: readonly ReportText[] }) {
  const { t } = useTranslation('console')
  const one = (list: readonly ReportText[], x: ReportText) => list.find(y => y.name === x.name && y.review === x.review)
  return (
    <ul className={columns.changes}>
      {now
        .filter(x => !one(next, x))
        .map(x => (
          <li key={`- ${x.review} ${x.name}`} dir="auto">
            <del>{x.name}</del>
          </li>
        ))}
      {next
        .filter(x => !now.some(y => same([x], [y])))
        .map(x => (
          <li key={`+ ${x.review} ${x.name}`} dir="auto">
            <ins>{x.name}</ins> <span className="oso-ink-2">{one(now, x) ? t('reportTexts.changed') : t('reportTexts.new')}</span>
          </li>
        ))}
    </ul>
  )
}
