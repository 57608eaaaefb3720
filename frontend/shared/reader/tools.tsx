import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Zoom, zooms } from './layout'
import classes from './reader.module.css'

/** The page that is open, and the way to another. */
export function PageJump({ page, pages, onJump }: { page: number; pages: number; onJump: (page: number) => void }) {
  const { t } = useTranslation('shared')
  const [typed, setTyped] = useState<string | null>(null)
  function jump() {
    const n = Number.parseInt(typed ?? '', 10)
    setTyped(null)
    if (n >= 1) onJump(Math.min(n, pages))
  }
  return (
    <label className={classes.jump}>
      <span className="oso-hidden">{t('pdf.pageNumber')}</span>
      <input
        inputMode="numeric"
        style={{ width: `${String(pages).length + 2.5}ch` }}
        value={typed ?? page}
        onFocus={e => e.target.select()}
        onChange={e => setTyped(e.target.value)}
        onBlur={jump}
        onKeyDown={e => {
          if (e.key === 'Enter') jump()
        }}
      />
      <span className="oso-ink-2 oso-nowrap">{t('pdf.of', { count: pages })}</span>
    </label>
  )
}

export function ZoomField({ zoom, onZoom }: { zoom: Zoom; onZoom: (z: Zoom) => void }) {
  const { t } = useTranslation('shared')
  const steps = typeof zoom !== 'number' || zooms.some(z => z === zoom) ? zooms : [...zooms, zoom].sort((a, b) => a - b)
  return (
    <select aria-label={t('pdf.zoom')} value={String(zoom)} onChange={e => onZoom(e.target.value === 'width' || e.target.value === 'page' ? e.target.value : Number(e.target.value))}>
      <option value="width">{t('pdf.width')}</option>
      <option value="page">{t('pdf.wholePage')}</option>
      {steps.map(z => (
        <option key={z} value={z}>
          {Math.round(z * 100)}%
        </option>
      ))}
    </select>
  )
}
