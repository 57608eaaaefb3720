// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { rows } from '../../testing/people'
import { grouped, nameKey, noFilter, sharedNames } from './case-filter'

const physician = { role: 'physician' }
const names = (text: string) => grouped(rows, { ...noFilter, text }, physician).flatMap(g => g.rows.map(r => r.row.name))

describe('grouped', () => {
  it('keeps the four groups in their order, the opinion that waits first', () => {
    const groups = grouped(rows, noFilter, physician)
    expect(groups.map(g => g.turn)).toEqual(['you', 'patient', 'us', 'done'])
    expect(groups[0]?.rows[0]?.row.name).toBe('Adaeze Nwosu-Bergström')
  })

  it.each([
    ['bergstrom', 'Adaeze Nwosu-Bergström'],
    ['4417 203 958', 'Adaeze Nwosu-Bergström'],
    ['陳慧玲', 'Tan Wei Ling'],
    ['bispecific', 'Adaeze Nwosu-Bergström'],
    ['huaman mateo', 'Mateo Quispe Huamán'],
  ])('finds %s', (text, name) => expect(names(text)).toEqual([name]))

  it('finds nobody by what nobody has', () => expect(names('zzzz')).toEqual([]))
})

describe('sharedNames', () => {
  const called = (...all: string[]) => all.map(name => ({ ...rows[0]!, name }))

  it.each([
    [['Anna Müller', 'Anna Müller']],
    [['Anna Müller', 'ANNA MULLER']],
    [['Müller, Anna', 'Anna Müller']],
  ])('takes %s for one another', all => expect(sharedNames(called(...all)).has(nameKey(all[0]!))).toBe(true))

  it('keeps others apart, and those without a name', () => expect(sharedNames(called('Anna Müller', 'Anna Miller', '', '')).size).toBe(0))
})
