// @vitest-environment node
import type { Images } from '@shared/viewer/contract'
import { describe, expect, it } from 'vitest'
import { shortfallsOf } from './shortfalls'

type Said = { asked?: string; means?: string; named?: boolean; missing?: [number, number][]; description?: string }

const images = (...said: Said[]): Images => ({
  studies: [
    {
      uid: 's', date: '2026-11-02', description: 'Thorax', accession: '',
      series: said.map(({ asked = '', means = '', named, missing = [], description = '' }, i) => ({
        uid: `u${i}`, number: i + 1, modality: 'CT', description, body_part: '', laterality: '', frame_of_reference: '', missing,
        quality: { line: 'x', means, asked, named, notes: [] }, instances: [],
      })),
    },
  ],
  others: [],
})

describe('what the passports of a case say', () => {
  it('stands once for all series that say it alike, what is asked for first', () => {
    const { gaps, short } = shortfallsOf(
      images(
        { means: 'What is smaller than about 5 mm may not be visible.', asked: 'This limits small structures.' },
        { means: 'What is smaller than about 5 mm may not be visible.', asked: 'For diagnosis R91.1: these are 5 mm.', named: true },
        { description: 'Lung', asked: 'For diagnosis R91.1: these are 5 mm.', named: true },
        {},
      ),
    )
    expect(gaps).toEqual([])
    expect(short.map(s => [s.means, s.named, s.series.map(x => x.uid)])).toEqual([
      ['For diagnosis R91.1: these are 5 mm.', true, ['u1', 'u2']],
      ['What is smaller than about 5 mm may not be visible. This limits small structures.', false, ['u0']],
    ])
    expect(short[0]?.series[1]).toEqual({ uid: 'u2', name: 'CT Lung', number: 3, date: '2026-11-02' })
  })

  it('says of a series with images missing which, what that means, and nothing twice', () => {
    const { gaps, short } = shortfallsOf(images({ missing: [[40, 60]], means: 'What lies on the missing images cannot be judged.', asked: 'This limits comparing.' }, { missing: [[1, 1]], means: 'It may be numbered in another way.' }))
    expect(gaps.map(g => [g.uid, g.images, g.means])).toEqual([
      ['u0', [[40, 60]], 'This limits comparing.'],
      ['u1', [[1, 1]], 'It may be numbered in another way.'],
    ])
    expect(short).toEqual([])
  })
})
