import type { ReactNode } from 'react'
import { Key } from '../ui/keys'
import type { Shown } from './frames'
import { automatic } from './gray'
import { presetsOf } from './presets'
import { type Cine, fastest, rates, slowest } from './use-cine'
import { layouts, type usePanes } from './use-panes'
import { type Rendering, ways } from './use-rendering'
import type { View } from './view'
import classes from './viewer.module.css'
import { useWords } from './words'

export type WindowChoice = { key: string; label: string; window: View['window'] }

/** The windows that an image offers: as it was sent, its modality's, automatic. The first four have the keys 1 to 4. */
export function useWindows(): (shown: Shown | null) => WindowChoice[] {
  const { t } = useWords()
  return shown => {
    if (!shown || shown.picture.kind === 'color') return []
    const { described: d, picture } = shown
    const asSent = (label: string | undefined, n: number) => (label ? t('side.sentAs', { label }) : n > 1 ? `${t('side.fromFile')} ${n}` : t('side.fromFile'))
    const presets = presetsOf(d).map(p => ({ key: p.key, label: t(`side.${p.key as 'soft'}`), window: { center: p.center, width: p.width } }))
    const sent = d.windows.length > 0 || d.voiLuts.length > 0 ? [{ key: 'sent', label: asSent(d.windows[0]?.label || d.voiLuts[0]?.label, 1), window: null }] : []
    const more = d.windows.slice(1).map((w, i) => ({ key: `sent${i}`, label: asSent(w.label, i + 2), window: w }))
    // Found out for whoever asks: somebody who scrolls does not.
    const auto = {
      key: 'auto',
      label: t('side.automatic'),
      get window() {
        return automatic(d, picture)
      },
    }
    return presets.length > 0 ? [...presets.slice(0, 4), ...sent, ...presets.slice(4), ...more, auto] : [...sent, ...more, auto]
  }
}

function sameWindow(a: View['window'], b: View['window']): boolean {
  return a === b || (a !== null && b !== null && Math.abs(a.center - b.center) < 1e-6 && Math.abs(a.width - b.width) < 1e-6)
}

/** Null is how the image was sent. */
function isChosen(choice: WindowChoice, window: View['window']): boolean {
  return window === null ? choice.key === 'sent' : sameWindow(choice.window, window)
}

export type ImageAct = { key: string; label: string; chord: string; pressed?: boolean; act: () => void }

type SideProps = {
  choices: WindowChoice[]
  window: View['window']
  onWindow: (w: View['window']) => void
  acts: ImageAct[]
  cine?: Cine
  panes: Pick<ReturnType<typeof usePanes>, 'layout' | 'arrange' | 'linked' | 'link'>
  rendering: Rendering
  open: boolean
  /** Only its place is there. */
  empty: boolean
  /** What stands above all: key images. */
  children?: ReactNode
}

/** The end column: windows, what can be done with the image, how many stand side by side, and what this screen is for. */
export function Side({ choices, window, onWindow, acts, cine, panes, rendering, open, empty, children }: SideProps) {
  const { t } = useWords()
  if (empty) return <aside className={classes.aside} aria-label={t('side.label')} data-open={open || undefined} />
  return (
    <aside className={classes.aside} aria-label={t('side.label')} data-open={open || undefined}>
      <div className={classes.asideParts}>
        {children}
        {choices.length > 0 ? (
          <section>
            <h2 className={classes.asideHead}>{t('side.window')}</h2>
            <ul>
              {choices.map((c, i) => (
                <li key={c.key}>
                  <button type="button" className={classes.row} aria-pressed={isChosen(c, window)} onClick={() => onWindow(c.window)}>
                    <bdi className="oso-cut">{c.label}</bdi>
                    {i < 4 ? <Key>{String(i + 1)}</Key> : null}
                  </button>
                </li>
              ))}
            </ul>
          </section>
        ) : null}
        <section>
          <h2 className={classes.asideHead}>{t('side.image')}</h2>
          <ul>
            {acts.map(a => (
              <li key={a.key}>
                <button type="button" className={classes.row} aria-pressed={a.pressed} onClick={a.act}>
                  <span>{a.label}</span>
                  <Key>{a.chord}</Key>
                </button>
              </li>
            ))}
          </ul>
        </section>
        {cine ? (
          <section>
            <h2 className={classes.asideHead}>{t('side.cine')}</h2>
            <button type="button" className={classes.row} aria-pressed={cine.playing} onClick={cine.toggle}>
              <span>{cine.playing ? t('side.stop') : t('side.play')}</span>
              <Key>{t('side.space')}</Key>
            </button>
            <Choice label={t('side.rate')} value={cine.rate} options={ratesFor(cine)} words={r => String(rounded(r))} onChoose={r => cine.setRate(r === cine.recorded ? null : r)} />
            {cine.recorded ? <p className={`${classes.said} oso-small oso-ink-2`}>{t('side.recorded', { rate: rounded(cine.recorded) })}</p> : null}
          </section>
        ) : null}
        <section>
          <h2 className={classes.asideHead}>{t('side.layout')}</h2>
          <Choice label={t('side.layout')} value={panes.layout} options={layouts} words={l => t(`side.layout${l}`)} onChoose={panes.arrange} />
          {panes.layout > 1 ? (
            <button type="button" className={classes.row} aria-pressed={panes.linked} onClick={panes.link}>
              <span>{t('side.linked')}</span>
            </button>
          ) : null}
        </section>
        <section>
          <h2 className={classes.asideHead}>{t('side.drawing')}</h2>
          <Choice label={t('side.drawing')} value={rendering.way} options={ways} words={w => t(`side.${w}`)} onChoose={rendering.choose} />
          {rendering.lost && rendering.way !== 'processor' ? <p className="oso-small oso-ink-2">{t('side.lost')}</p> : null}
        </section>
      </div>
      <p className={classes.limits}>{t('limits')}</p>
    </aside>
  )
}

/** A rate as it is said: a slow one is never said to be another or none. */
function rounded(rate: number): number {
  return Number(rate < 1 ? rate.toPrecision(2) : rate.toFixed(1))
}

/** What can be chosen, the file's own rate in its place. */
function ratesFor({ rate, recorded }: Cine): number[] {
  const own = recorded !== null && recorded >= slowest && recorded <= fastest ? [recorded, rate] : [rate]
  return [...new Set([...rates.filter(r => !own.some(o => Math.abs(o - r) < 0.05)), ...own])].sort((a, b) => a - b)
}

function Choice<T extends string | number>({ label, value, options, words, onChoose }: { label: string; value: T; options: readonly T[]; words: (v: T) => string; onChoose: (v: T) => void }) {
  return (
    <div className={classes.choice} role="group" aria-label={label}>
      {options.map(o => (
        <button key={o} type="button" aria-pressed={o === value} onClick={() => onChoose(o)}>
          {words(o)}
        </button>
      ))}
    </div>
  )
}
