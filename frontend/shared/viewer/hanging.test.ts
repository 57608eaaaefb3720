// @vitest-environment node
import { describe as group, expect, it } from 'vitest'
import type { Images, Instance } from './contract'
import type { DicomJson } from './dataset'
import { describe } from './describe'
import { candidates, hang } from './hanging'
import { type Stack, stacksOf } from './stack'
import { affine, apply } from './view'

const v = (...Value: (string | number)[]) => ({ vr: 'UN', Value })
type Of = { side?: string; view?: string; runs?: [string, string]; spacing?: number; rows?: number; columns?: number; modality?: string }

function image({ side = '', view = '', runs, spacing, rows = 100, columns = 80, modality = 'MG' }: Of) {
  const ds: DicomJson = {
    '00080060': v(modality), '00200062': v(side), '00185101': v(view), '00280010': v(rows), '00280011': v(columns), '00280100': v(16),
    ...(runs ? { '00200020': v(...runs) } : {}),
    ...(spacing ? { '00181164': v(spacing, spacing) } : {}),
  }
  return { stack: {} as Stack, index: 0, described: describe(ds, 1), name: side + view }
}

const four = (): Of[] => [
  { side: 'L', view: 'MLO', runs: ['A', 'F'], spacing: 0.1 },
  { side: 'R', view: 'MLO', runs: ['P', 'F'], spacing: 0.1 },
  { side: 'L', view: 'CC', runs: ['A', 'R'], spacing: 0.1 },
  { side: 'R', view: 'CC', runs: ['P', 'L'], spacing: 0.2, rows: 50, columns: 40 },
]
const names = (all: ReturnType<typeof image>[]) => hang(all)?.map(h => all.find(a => a.index === h.index)?.name)
const numbered = (of: Of[]) => of.map((o, index) => ({ ...image(o), index }))

group('mammograms', () => {
  it('hang right beside left, craniocaudal above oblique, whatever order they came in', () => {
    expect(names(numbered(four()))).toEqual(['RCC', 'LCC', 'RMLO', 'LMLO'])
    expect(names(numbered(four().slice(2)))).toEqual(['RCC', 'LCC'])
  })
  it('are not hung in part', () => {
    expect(hang(numbered([{ side: 'R', view: 'CC' }, { side: 'L', view: 'MLO' }]))).toBeUndefined()
    expect(hang(numbered([{ view: 'CC' }, { view: 'MLO' }]))).toBeUndefined()
  })
  it('are mirrored where the chest wall would be outside, and turned where they are upside down', () => {
    const one = (runs?: [string, string]) => hang(numbered([{ side: 'R', view: 'MLO', runs }, { side: 'L', view: 'MLO', runs: ['A', 'F'] }]))?.[0]?.view
    expect(one(['P', 'F'])).toMatchObject({ flipped: false, turns: 0 })
    expect(one(['A', 'FR'])).toMatchObject({ flipped: true, turns: 0 })
    expect(one(['A', 'H'])).toMatchObject({ flipped: false, turns: 2 })
    expect(one(['P', 'H'])).toMatchObject({ flipped: true, turns: 2 })
    expect(one()).toMatchObject({ flipped: false, turns: 0 })
  })
  it('have one scale, and their chest walls at the edges between them', () => {
    const all = numbered(four())
    const room = { width: 400, height: 300 }
    const seen = hang(all)?.map(h => {
      const d = all.find(a => a.index === h.index)?.described
      const image = { columns: d?.info.columns ?? 0, rows: d?.info.rows ?? 0, aspect: 1 }
      const m = affine(image, h.view, room)
      const xs = [apply(m, { x: 0, y: 0 }).x, apply(m, { x: image.columns, y: 0 }).x]
      return { perMm: Math.abs(m.a) / (d?.spacing?.[1] ?? 1), left: Math.min(...xs), right: Math.max(...xs) }
    })
    expect(new Set(seen?.map(s => s.perMm.toFixed(6))).size).toBe(1)
    expect(seen?.map((s, i) => (i % 2 === 0 ? s.right : s.left))).toEqual([400, 0, 400, 0])
  })
  it('fit each by itself where one does not say how large it is', () => {
    const hung = hang(numbered([{ side: 'R', view: 'CC', spacing: 0.1 }, { side: 'L', view: 'CC' }]))
    expect(hung?.map(h => h.view.hung?.columns)).toEqual([undefined, undefined])
  })
})

group('two views of another projection', () => {
  it('hang side by side, the one from the front first', () => {
    expect(names(numbered([{ modality: 'CR', view: 'LL' }, { modality: 'CR', view: 'PA' }]))).toEqual(['PA', 'LL'])
    expect(hang(numbered(Array.from({ length: 5 }, () => ({ modality: 'CR' }))))).toBeUndefined()
  })
})

group('what hangs', () => {
  const instance = (uid: string, frames = 1): Instance => ({ record: uid, sop: '', uid, number: null, frames, rows: 1, columns: 1, syntax: '', bytes: 1, position: null, orientation: null, thickness: null, spacing: null, shown: true, why: '' })
  const of = (modality: string, ...all: Instance[]) => {
    const series = { uid: modality, number: null, modality, description: '', body_part: '', laterality: '', frame_of_reference: '', quality: { line: '', means: '', asked: '', notes: [] }, missing: [], instances: all }
    const images: Images = { studies: [{ uid: 's', date: '', description: '', accession: '', series: [series] }], others: [] }
    const stacks = stacksOf(images)
    return candidates(stacks[0] as Stack, stacks).length
  }
  it('is a few single projections of one study', () => {
    expect([of('MG', instance('a'), instance('b')), of('CT', instance('a'), instance('b')), of('MG', instance('a')), of('MG', instance('a', 50), instance('b')), of('CR', ...Array.from({ length: 9 }, (_, i) => instance(`${i}`)))]).toEqual([2, 0, 0, 0, 0])
  })
})
