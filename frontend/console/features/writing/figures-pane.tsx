import { CheckField } from '@shared/form/choice'
import { AreaField } from '@shared/form/field'
import { figureMark } from '@shared/opinion/marks'
import { Button, IconButton } from '@shared/ui/button'
import { Icon } from '@shared/ui/icon'
import { useToast } from '@shared/ui/toast'
import { keyImageSearch } from '@shared/viewer/target'
import { maxNote } from '@shared/wire/key-image'
import { IconArrowDown, IconArrowUp, IconQuote } from '@tabler/icons-react'
import { useDeferredValue, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { pictureAddress } from '../../api/opinion/figures'
import type { Case, Comment, Figure } from '../../api/types'
import { ElsewhereLink } from '../../lib/elsewhere-link'
import { citedAddress, figurePart, shows } from '../../lib/figure-words'
import { timesNamed } from './draft-figures'
import { Remarks } from './remarks'
import type { Draft } from './use-draft'
import { useWritten, type Written } from './written'
import classes from './writing.module.css'

/** The figures of the letter: their legends, their order, and which are printed. */
export function FiguresPane({ c, written, version, comments, onCite, refresh, setFigures }: { c: Case; written: Written; version: number; comments: Comment[]; onCite: (text: string) => void } & Pick<Draft, 'refresh' | 'setFigures'>) {
  const { t } = useTranslation('console')
  const toast = useToast()
  const figures = useWritten(written, now => now.figures) ?? []
  const times = useDeferredValue(useWritten(written, now => timesNamed(now).join())).split(',').map(Number)
  // What the viewer marked in another window is here when this one is looked at.
  useEffect(() => {
    void refresh()
    const again = () => void refresh()
    window.addEventListener('focus', again)
    return () => window.removeEventListener('focus', again)
  }, [refresh])
  const pointedAt = c.overreads.flatMap(o => [...(o.signed ? [o.signed] : []), ...(o.addenda ?? [])]).flatMap(r => r.citations.filter(x => x.target.sop).map(x => ({ ...x, by: r.by })))
  const move = (i: number, by: number) =>
    setFigures(list => {
      const next = [...list]
      const [f] = next.splice(i, 1)
      if (f) next.splice(i + by, 0, f)
      return next
    })
  const put = (f: Figure) => setFigures(list => list.map(x => (x.image.id === f.image.id ? f : x)))
  const remove = (f: Figure, i: number) => {
    setFigures(list => list.filter(x => x.image.id !== f.image.id))
    toast(t('figures.removed', { number: i + 1 }), {
      label: t('figures.undo'),
      run: () => setFigures(list => (list.some(x => x.image.id === f.image.id) ? list : [...list.slice(0, i), f, ...list.slice(i)])),
    })
  }
  return (
    <div tabIndex={0} className={classes.written}>
      {figures.length === 0 ? <p className="oso-ink-2">{t('figures.none')}</p> : null}
      <ol className={classes.figures} data-place="figures">
        {figures.map((f, i) => (
          <li key={f.image.id} aria-label={t('figures.figure', { number: i + 1 })}>
            <div className={classes.figureHead}>
              <b>{t('figures.figure', { number: i + 1 })}</b>
              <span className="oso-small oso-ink-3">{(times[i] ?? 0) === 0 ? t('figures.unnamed') : ''}</span>
              <span className="oso-end">
                <IconButton label={t('figures.up', { number: i + 1 })} disabled={i === 0} onClick={() => move(i, -1)}>
                  <Icon of={IconArrowUp} />
                </IconButton>
                <IconButton label={t('figures.down', { number: i + 1 })} disabled={i === figures.length - 1} onClick={() => move(i, 1)}>
                  <Icon of={IconArrowDown} />
                </IconButton>
              </span>
            </div>
            <img src={pictureAddress(c.id, version, f.picture.sha256)} width={f.picture.width} height={f.picture.height} alt={f.image.note ?? shows(f.image)} />
            <p className="oso-small oso-ink-2">
              <bdi>{shows(f.image)}</bdi>
            </p>
            <Remarks caseId={c.id} comments={comments} name={figurePart(f.image)} question={undefined} sub={undefined} written={written} />
            <AreaField label={t('figures.legend')} value={f.image.note ?? ''} rows={2} maxLength={maxNote} onChange={e => put({ ...f, image: { ...f.image, note: e.target.value } })} />
            <CheckField label={t('figures.print')} checked={f.printed} onChange={printed => put({ ...f, printed })} />
            <div className={classes.figureActs}>
              <Button icon={<Icon of={IconQuote} />} onClick={() => onCite(figureMark(i + 1))}>
                {t('write.cite')}
              </Button>
              <ElsewhereLink caseId={c.id} to={`/case/${c.id}/images${keyImageSearch(f.image.id)}`}>
                {t('figures.look')}
              </ElsewhereLink>
              <Button kind="link" onClick={() => remove(f, i)}>
                {t('figures.remove')}
              </Button>
            </div>
          </li>
        ))}
      </ol>
      {pointedAt.length > 0 ? (
        <section>
          <h2 className={classes.mini}>{t('figures.pointed')}</h2>
          <p className="oso-small oso-ink-2">{t('figures.pointedHow')}</p>
          <ol className={classes.clinics}>
            {pointedAt.map(x => (
              <li key={x.by + x.label}>
                <ElsewhereLink caseId={c.id} to={citedAddress(c.id, x, c.records)}>
                  <bdi>{x.label}</bdi>
                </ElsewhereLink>
                <p className="oso-ink-2">{x.by}</p>
              </li>
            ))}
          </ol>
        </section>
      ) : null}
      {c.key_images.length > 0 ? (
        <section>
          <h2 className={classes.mini}>{t('keyImages.clinic')}</h2>
          <ol className={classes.clinics}>
            {c.key_images.map(k => (
              <li key={k.id}>
                <ElsewhereLink caseId={c.id} to={`/case/${c.id}/images${keyImageSearch(k.id)}`}>
                  <bdi>{shows(k)}</bdi>
                </ElsewhereLink>
                {k.note ? (
                  <p>
                    <bdi>{k.note}</bdi>
                  </p>
                ) : null}
              </li>
            ))}
          </ol>
        </section>
      ) : null}
    </div>
  )
}
