import { IconMessage } from '@tabler/icons-react'
import { Button } from '@shared/ui/button'
import { Glyph } from '@shared/ui/glyph'
import { Icon } from '@shared/ui/icon'
import { memo, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { questionName, questionWords } from '../../lib/question-name'
import type { Part } from './parts'
import type { Written } from './written'
import classes from './writing.module.css'

type Props = { kind: string; written: Written; parts: Part[]; current: string; onChoose: (key: string) => void; onAsk?: () => void; /** Shows what an addendum does not need. */ onAll?: () => void }

/** The parts of the letter: which are done, and where one is. Each leads to its part. */
export const Outline = memo(function Outline({ kind, written, parts, current, onChoose, onAsk, onAll }: Props) {
  const { t } = useTranslation('console')
  const questions = parts.filter(p => p.group === 'questions')
  const nav = useRef<HTMLElement>(null)
  // Where one is stays in sight here, too.
  useEffect(() => {
    const [box, here] = [nav.current, nav.current?.querySelector<HTMLElement>('[aria-current]')]
    if (!box || !here) return
    if (here.offsetTop < box.scrollTop) box.scrollTop = here.offsetTop - 48
    else if (here.offsetTop + here.offsetHeight > box.scrollTop + box.clientHeight) box.scrollTop = here.offsetTop + here.offsetHeight + 48 - box.clientHeight
  }, [current])
  const list = (group: Part['group']) => (
    <ul>
      {parts
        .filter(p => p.group === group)
        .map(p => {
          const words = p.group === 'questions' ? questionWords(written.now(), p) : t(`write.${p.key}` as 'write.thanks')
          return (
            <li key={p.key}>
              <button type="button" className={classes.outlineItem} title={p.optional && !p.done ? t('write.optionalPart', { part: words }) : words} aria-current={p.key === current ? 'true' : undefined} onClick={() => onChoose(p.key)}>
                <Glyph kind={p.key === current ? 'you' : p.done ? 'done' : 'draft'} />
                <span className={classes.outlineWords}>
                  <span className={classes.outlineText}>{p.group === 'questions' ? `${questionName(p)} ${words}` : words}</span>
                  {p.optional && !p.done && !p.count ? <span className={classes.outlineEnd}>{t('write.optional')}</span> : null}
                </span>
                {p.count ? <span className={classes.outlineEnd}>{p.count}</span> : null}
              </button>
            </li>
          )
        })}
    </ul>
  )
  return (
    <nav ref={nav} className={classes.outline} aria-label={t('write.letter')}>
      <h2 className={classes.mini}>{kind === 'addendum' || kind === 'correction' ? t(`write.${kind}`) : t('write.letter')}</h2>
      {list('letter')}
      {questions.length > 0 ? (
        <>
          <h2 className={classes.mini}>
            {t('write.questions')} <Settled questions={questions} />
          </h2>
          {list('questions')}
        </>
      ) : null}
      <h2 className={classes.mini}>{t('write.close')}</h2>
      {list('close')}
      {onAll ? (
        <Button kind="link" className={classes.all} onClick={onAll}>
          {t('write.all')}
        </Button>
      ) : null}
      {onAsk ? (
        <Button kind="plain" icon={<Icon of={IconMessage} />} className={classes.ask} onClick={onAsk}>
          {t('write.ask')}
        </Button>
      ) : null}
    </nav>
  )
})

/** How far the questions are: an answer is one thing, a reason why there is none another. */
function Settled({ questions }: { questions: Part[] }) {
  const { t } = useTranslation('console')
  const of = (state: Part['state']) => questions.filter(q => q.state === state).length
  const [answered, cannot, needs] = [of('answered'), of('cannot'), of('needs')]
  const open = questions.length - answered - cannot - needs
  const words =
    cannot + needs === 0
      ? t('write.answered', { done: answered, all: questions.length })
      : [answered && t('write.answeredCount', { count: answered }), cannot && t('write.cannotCount', { count: cannot }), needs && t('write.needsCount', { count: needs }), open && t('write.openCount', { count: open })].filter(Boolean).join(', ')
  return <span className={classes.answered}>{words}</span>
}
