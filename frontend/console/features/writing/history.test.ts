// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { opinion } from '../../testing/fake-service'
import type { Content, Figure } from '../../api/types'
import { withFigures } from './draft-figures'
import { carriedText, History } from './history'
import { answerPlace, sectionsPlace, textPlace } from './places'

const figure = (id: string): Figure => ({
  image: { id: id.repeat(16), record: 'r2', study: '1', series: '1.1', sop: `1.1.${id}`, frame: 1, note: `legend ${id}` },
  picture: { sha256: id.repeat(32), bytes: 1, width: 1, height: 1 },
  printed: true,
})
const [a, b, c] = [figure('0a'), figure('0b'), figure('0c')]

/** A letter with its history; each act is a second later but where it says otherwise. */
function letter(more: Partial<Content> = {}) {
  const history = new History()
  let time = 0
  let now: Content = { ...opinion().content, ...more }
  const act = (make: (c: Content) => Content, after = 1000) => {
    const was = now
    now = make(now)
    history.record(was, now, (time += after))
  }
  return {
    act,
    type: (place: ReturnType<typeof textPlace>, text: string, after?: number) => act(c => place.put(c, text), after),
    elsewhere: (make: (c: Content) => Content) => (now = make(now)),
    step: (way: 'undo' | 'redo') => {
      const at = history.placeOf(way, now)
      const done = history.take(way, now)
      if (done?.whole) now = done.content
      return done === null ? null : done.whole ? at : 'kept'
    },
    now: () => now,
  }
}

const [thanks, assessment] = [textPlace('thanks'), textPlace('assessment')]
const answer = answerPlace(0, undefined, 'text')

// S9: undo goes across parts.
describe('one history of the letter', () => {
  it('goes back over parts in the order of what was done, and forth again', () => {
    const l = letter()
    const first = l.now()
    l.type(assessment, 'One')
    l.type(answer, 'Now')
    l.act(c => ({ ...c, diagnosis: 'changed', travel: true }))
    l.act(c => sectionsPlace('sections').put(c, [{ heading: 'More', text: '' }]))
    l.type(thanks, 'Thanks')
    const last = l.now()
    expect(Array.from({ length: 6 }, () => l.step('undo'))).toEqual(['thanks', 'sections', 'diagnosis', 'answers.0.text', 'assessment', null].map((x, i) => (i === 2 ? expect.stringMatching(/^(?:diagnosis|travel)$/) : x)))
    expect(l.now()).toEqual(first)
    while (l.step('redo') !== null);
    expect(l.now()).toEqual(last)
  })

  it('takes a run of typing as one step, a pause or another direction as a new one', () => {
    const l = letter({ assessment: '' })
    for (const text of ['W', 'Wa', 'Wai', 'Wait']) l.type(assessment, text, 100)
    for (const text of ['Wai', 'Wa']) l.type(assessment, text, 100)
    l.type(assessment, 'War', 2000)
    const seen: string[] = []
    while (l.step('undo') !== null) seen.push(l.now().assessment)
    expect(seen).toEqual(['Wa', 'Wait', ''])
  })

  it('ends what could be done again when something else is done', () => {
    const l = letter()
    l.type(assessment, 'One')
    l.step('undo')
    l.type(answer, 'Now')
    expect(l.step('redo')).toBeNull()
  })

  it('takes what a text cites back with it', () => {
    const l = letter()
    l.type(assessment, '[CT, image 2]')
    l.act(c => ({ ...c, citations: [{ label: 'CT, image 2', target: { record: 'r2' } }] }))
    expect(l.step('undo')).toBe('assessment')
    expect([l.now().assessment, l.now().citations]).toEqual(['', undefined])
  })

  it('brings a figure back where it stood, and what the texts say of it', () => {
    const l = letter({ figures: [a, b], assessment: 'See [Figure 1] and [Figure 2].' })
    const first = l.now()
    l.act(c => withFigures(c, [b]))
    expect(l.now().assessment).not.toBe(first.assessment)
    l.step('undo')
    expect(l.now()).toEqual(first)
  })
})

describe('what came from elsewhere', () => {
  it('stays, in another part and in another place of the same text', () => {
    const l = letter({ assessment: 'One of them. Two of them. Three of them.' })
    l.type(assessment, 'One of them. Two and a half of them. Three of them.')
    l.elsewhere(c => ({ ...c, thanks: 'Theirs.', assessment: `Theirs. ${c.assessment} Theirs.` }))
    expect(l.step('undo')).toBe('assessment')
    expect([l.now().thanks, l.now().assessment]).toEqual(['Theirs.', 'Theirs. One of them. Two of them. Three of them. Theirs.'])
    l.step('redo')
    expect(l.now().assessment).toBe('Theirs. One of them. Two and a half of them. Three of them. Theirs.')
  })

  it('is not written over where it lies in the way; what was done before can still be taken back', () => {
    const l = letter()
    l.type(answer, 'Now')
    l.type(assessment, 'Mine')
    l.elsewhere(c => ({ ...c, assessment: 'Theirs' }))
    expect(l.step('undo')).toBe('kept')
    expect(l.now().assessment).toBe('Theirs')
    expect(l.step('undo')).toBe('answers.0.text')
  })

  it('keeps a row that was added there while one was added here', () => {
    const l = letter()
    l.act(c => sectionsPlace('sections').put(c, [{ heading: 'Mine', text: '' }]))
    l.elsewhere(c => ({ ...c, sections: [...c.sections, { heading: 'Theirs', text: 'x' }] }))
    expect(l.step('undo')).toBe('kept')
    expect(l.now().sections.map(s => s.heading)).toEqual(['Mine', 'Theirs'])
  })

  describe('and moved what was written', () => {
    const [one, two] = ['a', 'b'].map(id => ({ id: id.repeat(32), name: `Way ${id}`, stance: 'preferred' as const, reason: '', change: '' }))
    if (!one || !two) throw new Error('two rows')
    const reasons = (c: Content) => Object.fromEntries((c.options ?? []).map(o => [o.name, o.reason]))

    it.each([
      ['moved', (c: Content) => ({ ...c, options: [...(c.options ?? [])].reverse() }), 'options.1.reason', { 'Way a': '', 'Way b': '' }],
      ['put one before', (c: Content) => ({ ...c, options: [{ ...two, id: 'c'.repeat(32), name: 'Way c', reason: 'Theirs.' }, ...(c.options ?? [])] }), 'options.1.reason', { 'Way a': '', 'Way b': '', 'Way c': 'Theirs.' }],
      ['took it away', (c: Content) => ({ ...c, options: (c.options ?? []).slice(1) }), 'kept', { 'Way b': '' }],
    ])('the option: %s', (_, elsewhere, at, want) => {
      const l = letter({ options: [one, two] })
      l.act(c => ({ ...c, options: (c.options ?? []).map(o => (o.id === one.id ? { ...o, reason: 'Mine.' } : o)) }))
      l.elsewhere(elsewhere)
      expect([l.step('undo'), reasons(l.now())]).toEqual([at, want])
      if (at === 'kept') return
      l.step('redo')
      expect(reasons(l.now())).toEqual({ ...want, 'Way a': 'Mine.' })
    })

    it('a part without a name: no other gets its words', () => {
      const l = letter({ sections: [{ heading: 'A', text: '' }, { heading: 'B', text: '' }] })
      l.act(c => ({ ...c, sections: c.sections.map((s, i) => (i === 0 ? { ...s, text: 'Mine.' } : s)) }))
      l.elsewhere(c => ({ ...c, sections: [...c.sections].reverse() }))
      l.step('undo')
      expect(l.now().sections).toEqual([{ heading: 'B', text: '' }, { heading: 'A', text: '' }])
      l.elsewhere(c => ({ ...c, sections: c.sections.map(s => ({ ...s, text: 'Theirs.' })) }))
      expect(l.step('redo')).toBe('kept')
    })

    it('a line: no other gets its words', () => {
      const l = letter({ limits: ['One.', 'Two.'] })
      l.act(c => ({ ...c, limits: ['One more.', 'Two.'] }))
      l.elsewhere(c => ({ ...c, limits: ['Theirs.', 'One more.', 'Two.'] }))
      expect([l.step('undo'), l.now().limits]).toEqual(['limits.1', ['Theirs.', 'One.', 'Two.']])
    })
  })

  it('that marked an image keeps its figure, and every mark its image', () => {
    const l = letter({ figures: [a, b], assessment: 'See [Figure 2].' })
    l.type(assessment, 'See [Figure 2] and more.')
    l.act(c => withFigures(c, [b, a]))
    l.elsewhere(c => withFigures(c, [figure('0c'), ...(c.figures ?? [])]))
    expect(l.now().assessment).toBe('See [Figure 2] and more.')
    l.step('undo')
    expect(l.now().figures?.map(f => f.image.id).includes(c.image.id)).toBe(true)
    l.step('undo')
    const named = Number(/Figure (\d)/.exec(l.now().assessment)?.[1])
    expect(l.now().figures?.[named - 1]?.image.id).toBe(b.image.id)
    expect(l.now().assessment).toMatch(/^See \[Figure \d\]\.$/)
  })
})

it.each([
  ['ab', 'axb', 'ab!', 'axb!'],
  ['ab', 'axb', '!ab', '!axb'],
  ['abc', 'ac', 'abcd', 'acd'],
  ['abc', 'ac', 'aBc', null],
  ['', 'x', '', 'x'],
  ['', 'x', 'Theirs.', null], // nothing is found again in any text
  ['aaaaaaaa aaaaaaaa', 'aaaaaaaa b aaaaaaaa', '!aaaaaaaa aaaaaaaa aaaaaaaa aaaaaaaa!', null], // several places look like it
])('%j to %j carried over to %j is %j', (from, to, now, want) => {
  expect(carriedText(now, from, to)).toBe(want)
})
