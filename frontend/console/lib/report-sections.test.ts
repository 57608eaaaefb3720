// @vitest-environment node
import { expect, it } from 'vitest'
import { sectionsOf } from './report-sections'

it('makes one part of a letter of each heading, and lifts what stands under it', () => {
  expect(sectionsOf('Before.\n\n# Technique\n\nCT {phase}\n\n# Findings\n\n## Chest\n\n{findings}\n\n# Impression')).toEqual([
    { heading: '', text: 'Before.' },
    { heading: 'Technique', text: 'CT {phase}' },
    { heading: 'Findings', text: '# Chest\n\n{findings}' },
    { heading: 'Impression', text: '' },
  ])
})
