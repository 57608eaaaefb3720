import { type RefObject, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Answer, EarlierOpinion, OpinionView } from '../../bridge'
import { FigureList } from './figure-list'
import classes from './opinion.module.css'
import { MarksOf, Prose, ProseLine } from './prose'

export type Section = { key: string; title: string; count?: number }

/** The parts that this opinion has, and which one is being read. */
export function useSections(opinion: OpinionView, scroller: RefObject<HTMLElement | null>, layout: string) {
  const { t } = useTranslation('desktop')
  const places = useRef(new Map<string, HTMLElement>())
  const [current, setCurrent] = useState('')
  const wanted = useRef('')
  const all: (Section | false)[] = [
    opinion.change.length > 0 && { key: 'change', title: t('opinion.change') },
    opinion.summary.length > 0 && { key: 'summary', title: t('opinion.summary') },
    opinion.complaint.length > 0 && { key: 'complaint', title: t('opinion.complaint') },
    opinion.history.length > 0 && { key: 'history', title: t('opinion.history') },
    opinion.reviewed.length + opinion.not_reviewed.length > 0 && { key: 'reviewed', title: t('opinion.reviewed'), count: opinion.reviewed.length },
    opinion.review.length > 0 && { key: 'review', title: t('opinion.review') },
    opinion.assessment.length + opinion.outcome.length > 0 && { key: 'assessment', title: t('opinion.assessment') },
    opinion.earlier.length > 0 && { key: 'earlier', title: t('opinion.earlier'), count: opinion.earlier.length },
    opinion.reached.length > 0 && { key: 'reached', title: t('opinion.reached') },
    opinion.answers.length > 0 && { key: 'answers', title: t('opinion.questions'), count: opinion.answers.length },
    opinion.essay.length > 0 && { key: 'essay', title: t('opinion.essay') },
    opinion.options.length > 0 && { key: 'options', title: t('opinion.options'), count: opinion.options.length },
    opinion.scenarios.length > 0 && { key: 'scenarios', title: t('opinion.scenarios') },
    opinion.recommendation.length > 0 && { key: 'recommendation', title: t('opinion.recommendation') },
    opinion.references.length > 0 && { key: 'references', title: t('opinion.references'), count: opinion.references.length },
    opinion.notes.length > 0 && { key: 'notes', title: t('opinion.notes') },
    opinion.figures.length > 0 && { key: 'figures', title: t('opinion.figures'), count: opinion.figures.length },
  ]
  const list = all.filter(s => s !== false)
  const order = list.map(s => s.key).join(' ')

  // Near the end a part cannot come to the top: what was chosen stays the current one until a person scrolls.
  const chosen = useRef('')

  function goTo(key: string) {
    const el = places.current.get(key)
    chosen.current = key
    setCurrent(key)
    if (el && scroller.current) scroller.current.scrollTo({ top: el.offsetTop - 24 })
    else wanted.current = key
  }

  useEffect(() => {
    const box = scroller.current
    if (!box) return
    const look = () => {
      if (chosen.current) return
      const line = box.scrollTop + Math.min(120, box.scrollTop + 24) // at the very top it is the first
      let at = ''
      for (const key of order.split(' ')) {
        const el = places.current.get(key)
        if (el && (el.offsetTop <= line || at === '')) at = key
      }
      setCurrent(at)
    }
    // Chosen while the letter was shown: the place exists only now.
    const el = places.current.get(wanted.current)
    wanted.current = ''
    if (el) box.scrollTo({ top: el.offsetTop - 24 })
    const frame = requestAnimationFrame(look)
    const release = () => {
      chosen.current = ''
    }
    const byHand = ['wheel', 'pointerdown', 'keydown'] as const
    box.addEventListener('scroll', look, { passive: true })
    byHand.forEach(e => box.addEventListener(e, release, { passive: true }))
    return () => {
      cancelAnimationFrame(frame)
      box.removeEventListener('scroll', look)
      byHand.forEach(e => box.removeEventListener(e, release))
    }
  }, [scroller, layout, order])

  const place = (key: string) => (el: HTMLElement | null) => {
    if (el) places.current.set(key, el)
    else places.current.delete(key)
  }
  return { list, current, goTo, place }
}

type Sections = ReturnType<typeof useSections>

/** The opinion's parts, each with its head at the start and its text beside it. */
export function Content({ opinion, sections }: { opinion: OpinionView; sections: Sections }) {
  const { t } = useTranslation('desktop')
  const { place, goTo } = sections
  const cite = () => goTo('references')
  const figure = useRef<((n: number) => void) | null>(null)
  const prose = (key: string, title: string, text: string[]) =>
    text.length > 0 ? (
      <section className={classes.pair} ref={place(key)} aria-label={title}>
        <h2 className={classes.head}>{title}</h2>
        <Prose text={text} cite={cite} />
      </section>
    ) : null
  const titled = (key: string, title: string, parts: { title: string; text: string[] }[]) =>
    parts.length > 0 ? (
      <section className={classes.pair} ref={place(key)} aria-label={title}>
        <h2 className={classes.head}>{title}</h2>
        <div>
          {parts.map((p, i) => (
            <div key={i} className={classes.scenario}>
              <h3>{p.title}</h3>
              <Prose text={p.text} cite={cite} />
            </div>
          ))}
        </div>
      </section>
    ) : null
  return (
    <MarksOf opinion={opinion} onFigure={n => figure.current?.(n)}>
      {opinion.adds_to > 0 ? <p className="oso-ink-2">{t('opinion.addsTo', { version: opinion.adds_to })}</p> : null}
      {prose('change', t('opinion.change'), opinion.change)}
      {prose('summary', t('opinion.summary'), opinion.summary)}
      {prose('complaint', t('opinion.complaint'), opinion.complaint)}
      {prose('history', t('opinion.history'), opinion.history)}
      {opinion.reviewed.length + opinion.not_reviewed.length > 0 ? (
        <section className={classes.pair} ref={place('reviewed')} aria-label={t('opinion.reviewed')}>
          <h2 className={classes.head}>{t('opinion.reviewed')}</h2>
          <div>
            <ul className={`${classes.answer} ${classes.dashes}`}>
              {opinion.reviewed.map((r, i) => (
                <li key={i}>
                  <ProseLine text={r} cite={cite} />
                </li>
              ))}
            </ul>
            <Prose text={opinion.not_reviewed} cite={cite} />
          </div>
        </section>
      ) : null}
      {prose('review', t('opinion.review'), opinion.review)}
      {prose('assessment', t('opinion.assessment'), opinion.outcome ? [opinion.outcome, ...opinion.assessment] : opinion.assessment)}
      {opinion.earlier.length > 0 ? (
        <section className={classes.pair} ref={place('earlier')} aria-label={t('opinion.earlier')}>
          <h2 className={classes.head}>{t('opinion.earlier')}</h2>
          <Reconciled earlier={opinion.earlier} cite={cite} />
        </section>
      ) : null}
      {prose('reached', t('opinion.reached'), opinion.reached)}
      {opinion.answers.length > 0 ? (
        <div ref={place('answers')}>
          {opinion.answers.map(a => (
            <AnswerPair key={a.number} answer={a} cite={cite} />
          ))}
        </div>
      ) : null}
      {opinion.essay.length > 0 ? (
        <div ref={place('essay')}>
          {opinion.essay.map((p, i) => (
            <section key={i} className={classes.pair} aria-label={p.title}>
              <h2 className={classes.head}>{p.title}</h2>
              <Prose text={p.text} cite={cite} />
            </section>
          ))}
        </div>
      ) : null}
      {titled('options', t('opinion.options'), opinion.options)}
      {titled('scenarios', t('opinion.scenarios'), opinion.scenarios)}
      {prose('recommendation', t('opinion.recommendation'), opinion.recommendation)}
      {opinion.references.length > 0 ? (
        <section className={classes.pair} ref={place('references')} aria-label={t('opinion.references')}>
          <h2 className={classes.head}>{t('opinion.references')}</h2>
          <ol className={classes.references}>
            {opinion.references.map((r, i) => (
              <li key={i}>
                <span className="oso-ink-3">{i + 1}</span>
                <span>
                  <ProseLine text={r} cite={cite} />
                </span>
              </li>
            ))}
          </ol>
        </section>
      ) : null}
      {opinion.notes.length > 0 ? (
        <section className={classes.pair} ref={place('notes')} aria-label={t('opinion.notes')}>
          <h2 className={classes.head}>{t('opinion.notes')}</h2>
          <div className={classes.answer}>
            {opinion.notes.map((n, i) => (
              <p key={i}>
                <ProseLine text={n} cite={cite} />
              </p>
            ))}
          </div>
        </section>
      ) : null}
      {opinion.figures.length > 0 ? (
        <section className={classes.pair} ref={place('figures')} aria-label={t('opinion.figures')}>
          <h2 className={classes.head}>{t('opinion.figures')}</h2>
          <FigureList
            opinion={opinion}
            onReady={go => {
              figure.current = go
            }}
          />
        </section>
      ) : null}
    </MarksOf>
  )
}

function AnswerPair({ answer, cite }: { answer: Answer; cite: () => void }) {
  const { t } = useTranslation('desktop')
  return (
    <section className={classes.pair} aria-label={t('opinion.question', { number: answer.number })}>
      <div>
        <h2 className={classes.head}>{t('opinion.question', { number: answer.number })}</h2>
        <p className={classes.question}>{answer.question}</p>
        {answer.parts.length > 0 ? (
          <ol className={classes.parts}>
            {answer.parts.map(p => (
              <li key={p.label}>
                <span className={classes.letterMark}>{p.label}</span>
                <span>{p.question}</span>
              </li>
            ))}
          </ol>
        ) : null}
        {answer.by ? <p className={`${classes.by} oso-small oso-ink-2`}>{t('opinion.writtenBy', { name: answer.by })}</p> : null}
      </div>
      <div>
        {answer.unanswered ? <Unanswered reason={answer.unanswered} cite={cite} /> : <Prose text={answer.text} cite={cite} />}
        {answer.parts.map(p => (
          <div key={p.label} className={classes.partAnswer}>
            <span className={classes.partMark}>{p.label}</span>
            {p.unanswered ? <Unanswered reason={p.unanswered} cite={cite} /> : <Prose text={p.text} cite={cite} />}
          </div>
        ))}
      </div>
    </section>
  )
}

/** What was said before, beside what this opinion says (R63). */
function Reconciled({ earlier, cite }: { earlier: EarlierOpinion[]; cite: () => void }) {
  const { t } = useTranslation('desktop')
  return (
    <div className={classes.answer}>
      <table className={classes.reconciled}>
        <thead>
          <tr>
            <th scope="col">{t('opinion.earlierOne')}</th>
            <th scope="col">{t('opinion.itSaid')}</th>
            <th scope="col">{t('opinion.thisOne')}</th>
            <th scope="col">{t('opinion.why')}</th>
          </tr>
        </thead>
        <tbody>
          {earlier.map((e, i) => (
            <tr key={i}>
              <th scope="row">
                <ProseLine text={e.who} cite={cite} />
                {e.day ? `, ${e.day}` : ''} {e.source ? <ProseLine text={e.source} cite={cite} /> : null}
              </th>
              <td>
                <ProseLine text={e.said} cite={cite} />
              </td>
              <td>{e.stand}</td>
              <td>
                <ProseLine text={e.why} cite={cite} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Unanswered({ reason, cite }: { reason: string; cite: () => void }) {
  const { t } = useTranslation('desktop')
  return (
    <p className="oso-ink-2">
      <b>{t('opinion.unanswered')}</b> <ProseLine text={reason} cite={cite} />
    </p>
  )
}
