import { CheckField } from '@shared/form/choice'
import { Button, ButtonLink } from '@shared/ui/button'
import { SectionHead } from '@shared/ui/page'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Act } from '../../api/acts'
import type { Case } from '../../api/types'
import { ActDialog } from '../../lib/act-dialog'
import { useWords } from '../../lib/words'
import classes from './case.module.css'
import { useThingWords } from './thing-words'

type ThingAct = Extract<Act, 'place-things' | 'send-things' | 'confirm-things' | 'correct-thing'>

/** Slides, blocks, and discs one by one: where they lie, labels for them, and their way back. */
export function Things({ c }: { c: Case }) {
  const { t } = useTranslation('console')
  const say = useWords()
  const words = useThingWords()
  const [chosen, setChosen] = useState<readonly string[]>([])
  const [act, setAct] = useState<ThingAct | ''>('')
  const all = c.materials.flatMap(m => m.things)
  const those = all.filter(x => chosen.includes(x.id))
  const fits: Record<ThingAct, (x: (typeof all)[number]) => boolean> = {
    'place-things': x => !x.returned_at,
    'send-things': x => !x.returned_at,
    'confirm-things': x => x.returned_at !== null && !x.receipt_at,
    'correct-thing': () => those.length === 1,
  }
  const some = (Object.keys(fits) as ThingAct[]).filter(a => c.acts.includes(a) && those.some(fits[a]))
  const acts = some.filter(a => those.every(fits[a]))
  return (
    <>
      <div tabIndex={0} className={classes.scroll}>
        {c.materials
          .filter(m => m.things.length > 0)
          .map((m, i) => {
            const here = m.things.filter(x => !x.returned_at)
            const others = here.filter(x => !chosen.includes(x.id))
            return (
              <section key={m.id} aria-label={m.description}>
                <SectionHead
                  first={i === 0}
                  title={m.description}
                  act={
                    here.length > 1 ? (
                      <Button kind="link" onClick={() => setChosen(others.length > 0 ? [...chosen, ...others.map(x => x.id)] : chosen.filter(id => !here.some(x => x.id === id)))}>
                        {t(others.length > 0 ? 'thing.all' : 'thing.none', { count: here.length })}
                      </Button>
                    ) : null
                  }
                />
                <div className={classes.thingRows}>
                  {m.things.map(x => (
                    <CheckField
                      key={x.id}
                      label={[words.name(x), x.marks].filter(Boolean).join(': ')}
                      description={[x.accession ? t('thing.accession', { number: x.accession }) : '', words.where(x), words.came(x), ...words.was(x)].filter(Boolean).join('. ')}
                      checked={chosen.includes(x.id)}
                      onChange={on => setChosen(on ? [...chosen, x.id] : chosen.filter(id => id !== x.id))}
                    />
                  ))}
                </div>
              </section>
            )
          })}
      </div>
      <footer className={classes.foot}>
        <span className="oso-grow oso-small oso-ink-2" role="status">
          {those.length > 0 ? t('thing.chosen', { count: those.length }) : t('thing.choose')}
          {some.length > 0 && acts.length === 0 ? ` ${t('thing.mixed')}` : null}
        </span>
        {those.length > 0 ? <ButtonLink to={`/case/${c.id}/labels?no=${those.map(x => x.number).join('.')}`}>{t('thing.labels', { count: those.length })}</ButtonLink> : null}
        {acts.map(a => (
          <Button key={a} onClick={() => setAct(a)}>
            {say('act', a)}
          </Button>
        ))}
      </footer>
      {act ? (
        <ActDialog
          key={act}
          c={c}
          act={act}
          given={{ things: chosen.join(' ') }}
          keptAs={act === 'correct-thing' ? chosen.join() : undefined}
          begins={act === 'correct-thing' && those[0] ? { kind: those[0].kind, marks: those[0].marks, accession: those[0].accession } : undefined}
          about={those.map(x => `${words.name(x)}: ${x.marks}`).join(', ')}
          onClose={() => setAct('')}
          onDone={() => setChosen([])}
        />
      ) : null}
    </>
  )
}
