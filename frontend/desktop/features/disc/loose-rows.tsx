import { SelectField } from '@shared/form/choice'
import { Button } from '@shared/ui/button'
import { Glyph } from '@shared/ui/glyph'
import { useTranslation } from 'react-i18next'
import type { DiscLoose, DiscState } from '../../bridge'
import { type Changed, looseOf, reported, targetOf, toNone, undecided } from './choice'
import classes from './disc.module.css'
import { personName } from './person-rows'

type Props = { state: DiscState; changed: Changed; onChange: (c: Changed) => void; asked: boolean }

/** What belongs to nobody by name: a person gives it to somebody, or leaves it out. */
export function LooseRows({ state, changed, onChange, asked }: Props) {
  const { t } = useTranslation('desktop')
  const { loose } = state.seen
  const open = loose.filter(l => l.beside && looseOf(state, changed, l) === undecided)
  if (loose.length === 0) return null
  return (
    <section className={classes.person} aria-label={t('disc.loose')}>
      {state.ready && open.length > 1 ? (
        <div className={classes.inset}>
          <Button onClick={() => onChange({ ...changed, loose: { ...changed.loose, ...Object.fromEntries(open.map(l => [l.id, l.beside])) } })}>{t('disc.allBeside')}</Button>
        </div>
      ) : null}
      {loose.map(l => (
        <LooseRow key={l.id} loose={l} state={state} changed={changed} onChange={onChange} asked={asked} />
      ))}
    </section>
  )
}

function LooseRow({ loose, state, changed, onChange, asked }: Props & { loose: DiscLoose }) {
  const { t } = useTranslation('desktop')
  const to = looseOf(state, changed, loose)
  const beside = state.seen.people.find(p => p.key === loose.beside)
  const title = t(`disc.kinds.${loose.kind as 'nobody' | 'several' | 'listing' | 'locked' | 'refused'}`, { count: loose.files })
  return (
    <div className={`${classes.head} ${to === toNone ? classes.left : ''}`}>
      <Glyph kind={loose.kind === 'refused' ? 'time' : state.ready && to === undecided ? 'problem' : 'draft'} />
      <div className={classes.name}>
        <h2>{title}</h2>
        {beside ? <bdi className={`${classes.fact} oso-ink-2`}>{t('disc.beside', { name: personName(beside) || t('disc.nameless') })}</bdi> : null}
        {loose.why ? <span className={`${classes.fact} ${loose.kind === 'refused' ? 'oso-time' : 'oso-ink-2'}`}>{loose.why}</span> : null}
        {loose.names.map(n => (
          <bdi key={n} className={classes.names} title={n}>
            {n}
          </bdi>
        ))}
        {loose.files > loose.names.length ? <span className={classes.names}>{t('disc.andMore', { count: loose.files - loose.names.length })}</span> : null}
      </div>
      {state.ready && !reported(loose) ? (
        <SelectField
          label={t('disc.looseTarget', { what: title })}
          hideLabel
          id={`disc-${loose.id}`}
          placeholder={t('disc.choose')}
          value={to}
          onChange={key => onChange({ ...changed, loose: { ...changed.loose, [loose.id]: key } })}
          error={asked && to === undecided ? t('disc.needLoose') : undefined}
          options={[
            ...state.seen.people.filter(p => targetOf(state, changed, p.key) !== toNone).map(p => ({ value: p.key, label: t('disc.with', { name: personName(p) || t('disc.nameless') }) })),
            { value: toNone, label: t('disc.toNone') },
          ]}
        />
      ) : null}
    </div>
  )
}
