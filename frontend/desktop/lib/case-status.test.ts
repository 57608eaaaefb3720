import { describe, expect, it } from 'vitest'
import type { CaseRow } from '../bridge'
import { rows } from '../testing/people'
import { standing } from './case-status'

const physician = { role: 'physician' }
const staff = { role: 'staff' }

function row(over: Partial<CaseRow>): CaseRow {
  return { ...rows[0]!, opinion: 'none', request: '', server_state: '', state: 'received', ...over }
}

describe('standing', () => {
  it.each([
    ['a draft with things left', row({ state: 'draft', things_left: 3, agreement: 'none' }), 'you', 'left'],
    ['only the agreement is left', row({ state: 'draft', things_left: 1, agreement: 'none' }), 'patient', 'agreement'],
    ['a record to decide on', row({ state: 'agreed', decisions: 1, things_left: 1 }), 'you', 'decisions'],
    ['complete', row({ state: 'ready' }), 'you', 'ready'],
    ['sealed', row({ state: 'sealed' }), 'us', 'sealed'],
    ['in review', row({ server_state: 'in-review' }), 'us', 'writing'],
    ['approval shows no opinion', row({ server_state: 'approval' }), 'us', 'approving'],
    ['released, and here', row({ server_state: 'released', opinion: 'arrived' }), 'you', 'arrived'],
    ['released, not here yet', row({ server_state: 'released' }), 'us', 'approving'],
    ['opened', row({ server_state: 'accessed', opinion: 'opened' }), 'done', 'read'],
    ['copy declined', row({ server_state: 'completed', opinion: 'opened', copy_declined: true }), 'done', 'readDeclined'],
    ['corrected', row({ server_state: 'corrected', opinion: 'corrected' }), 'you', 'corrected'],
    ['OSO asks', row({ server_state: 'deficient', request: 'A report' }), 'you', 'asks'],
    ['a state of a newer service', row({ server_state: 'something-new' }), 'us', 'other'],
    ['at another desk', row({ state: 'draft', read_only: 'Front desk' }), 'you', 'readOnly'],
  ])('%s', (_, r, turn, key) => {
    const s = standing(r, physician)
    expect([s.turn, s.say.key]).toEqual([turn, key])
  })

  it('never asks staff to seal or to open', () => {
    expect(standing(row({ state: 'ready', physician: 'Dr. A' }), staff).say.key).toBe('readyStaff')
    expect(standing(row({ opinion: 'arrived', server_state: 'released' }), staff).say.key).toBe('arrivedStaff')
  })
})
