import { describe, expect, it } from 'vitest'
import type { Citation, Content, Figure } from '../../api/types'
import { cited, mergeFigures, timesNamed, withFigures } from './draft-figures'
import { isStored, sameWords } from './parts'

const figure = (id: string, note = id): Figure => ({
  image: { id: id.repeat(16), record: 'aa'.repeat(16), study: '1', series: '1.1', sop: `1.1.${id}`, frame: 1, note },
  picture: { sha256: id.repeat(32), bytes: 1, width: 1, height: 1 },
  printed: true,
})

const content = (figures: Figure[], assessment = '', more: Partial<Content> = {}) =>
  ({ thanks: '', complaint: '', history: '', not_reviewed: '', findings: [], assessment, answers: [{ question: 'Q', text: '', reason: '', parts: [] }], sections: [], scenarios: [], recommendation: '', limits: [], notes: [], references: [], figures, ...more }) as unknown as Content

const stored = (c: Content, seen = 'seen', over = 'a1') => ({ content: c, review: [{ key: 'k', line: 'CT', records: [], seen, over, changed: false }] })

describe('figures of a draft', () => {
  const [a, b, c] = [figure('0a'), figure('0b'), figure('0c')]

  it('keep their marks when their order changes, in every text', () => {
    const was = content([a, b, c], 'See [Figure 3].', { limits: ['Not [Figure 1]'], answers: [{ question: 'Q', text: '', reason: '', parts: [{ question: 'a', text: '[Figure 2]', reason: '' }] }] })
    const now = withFigures(was, [c, a, b])
    expect([now.assessment, now.limits[0], now.answers[0]!.parts[0]!.text]).toEqual(['See [Figure 1].', 'Not [Figure 2]', '[Figure 3]'])
    expect(timesNamed(now)).toEqual([1, 1, 1])
  })

  it('leave a mark that says so when they go, and find it when they come back', () => {
    const was = content([a, b], 'x [Figure 1] y [Figure 2]')
    const gone = withFigures(was, [b])
    expect(gone.assessment).toBe('x [Figure removed 0a0a] y [Figure 1]')
    expect(withFigures(gone, [a, b]).assessment).toBe(was.assessment)
  })

  it('of another window join those of here; what was removed or written here stays so', () => {
    const mine = [{ ...b, image: { ...b.image, note: 'mine' } }]
    expect(mergeFigures([a, b], mine, [a, b, c]).map(f => f.image.note)).toEqual(['mine', '0c'])
    // Written in the other window, untouched here; removed there.
    expect(mergeFigures([a, b], [a, b], [{ ...a, printed: false }]).map(f => [f.image.note, f.printed])).toEqual([['0a', false]])
  })

  it('are words of their author', () => {
    const [one, two] = [content([a], 'x'), content([a, b], 'x')]
    expect(sameWords(one, two)).toBe(false)
  })

  it('take arrows and picture of the viewer under the legend that is typed here', () => {
    const drawn: Figure = { ...a, image: { ...a.image, arrows: [{ from: [1, 1], to: [2, 2] }] }, picture: { ...a.picture, sha256: 'ff'.repeat(32) } }
    const typed: Figure = { ...a, image: { ...a.image, note: 'typed' } }
    expect(mergeFigures([a], [typed], [drawn])).toEqual([{ ...drawn, image: { ...drawn.image, note: 'typed' } }])
    // The other way around: drawn here, legend and print choice there.
    expect(mergeFigures([a], [drawn], [{ ...typed, printed: false }])).toEqual([{ ...drawn, image: { ...drawn.image, note: 'typed' }, printed: false }])
    // What comes back from the service in another order of its fields is no change.
    const { id, note, ...rest } = a.image
    expect(mergeFigures([a], [{ ...a, image: { note, ...rest, id } }], [drawn])[0]?.picture.sha256).toBe('ff'.repeat(32))
  })
})

describe('what was sent without an answer', () => {
  const seen = [{ key: 'k', seen: 'seen', over: 'a1' }]
  it('is stored where words and marks are', () => {
    expect(isStored({ content: content([], 'x '), marks: seen }, stored(content([], 'x ')))).toBe(true)
    expect(isStored({ content: content([], 'x'), marks: seen }, stored(content([], 'y')))).toBe(false)
    expect(isStored({ content: content([], 'x'), marks: seen }, stored(content([], 'x'), 'none'))).toBe(false)
    expect(isStored({ content: content([], 'x'), marks: [] }, stored(content([], 'x'), 'none'))).toBe(false)
    expect(isStored({ content: content([], 'x'), marks: [] }, stored(content([], 'x'), ''))).toBe(true)
  })
})

describe('a citation', () => {
  const of = (label: string, page = 1): Citation => ({ label, target: { record: 'r' }, page })
  it('is listed once, and has a name of its own', () => {
    const first = cited([], of('Report.pdf, page 1'))
    expect(first.label).toBe('Report.pdf, page 1')
    expect(cited(first.list, of('Report.pdf, page 1')).list).toHaveLength(1)
    const other = cited(first.list, { ...of('Report.pdf, page 1'), target: { record: 'another' } })
    expect(other.label).toBe('Report.pdf, page 1 (2)')
    expect(cited(other.list, { ...of('Report.pdf, page 1'), target: { record: 'another' } }).label).toBe('Report.pdf, page 1 (2)')
  })
})
