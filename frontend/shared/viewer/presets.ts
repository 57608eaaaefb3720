import type { Described } from './describe'

export type Preset = { key: string; center: number; width: number }

// Usual windows of radiology, in HU.
const ct: readonly Preset[] = [
  { key: 'soft', center: 40, width: 400 },
  { key: 'lung', center: -600, width: 1500 },
  { key: 'bone', center: 400, width: 1800 },
  { key: 'liver', center: 60, width: 160 },
  { key: 'brain', center: 40, width: 80 },
  { key: 'mediastinum', center: 50, width: 350 },
]

/** The presets of a modality; the first four have the keys 1 to 4. */
export function presetsOf(d: Described): readonly Preset[] {
  return d.unit === 'HU' ? ct : []
}

export function modalityWindow(d: Described): Preset | undefined {
  return presetsOf(d)[0]
}
