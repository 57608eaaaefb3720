// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { caseStates, endedStates } from '@shared/wire/case-states'
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
    ['corrected', row({ server_state: 'released', opinion: 'corrected' }), 'you', 'corrected'],
    ['OSO asks', row({ server_state: 'awaiting-materials', request: 'A report' }), 'you', 'asks'],
    ['a state of a newer service', row({ server_state: 'something-new' }), 'us', 'other'],
    ['erased by the service', row({ server_state: 'erased' }), 'done', 'erased'],
    ['the place is closed', row({ server_state: 'not-eligible' }), 'done', 'refused'],
    ['at another desk', row({ state: 'draft', read_only: 'Front desk' }), 'you', 'readOnly'],
  ])('%s', (_, r, turn, key) => {
    const s = standing(r, physician)
    expect([s.turn, s.say.key]).toEqual([turn, key])
  })

  it('has words of its own for every state of the service', () => {
    for (const state of caseStates) expect([state, standing(row({ server_state: state }), physician).say.key]).not.toEqual([state, 'other'])
    for (const state of endedStates) expect([state, standing(row({ server_state: state }), physician).turn]).toEqual([state, 'done'])
  })

  it('never asks staff to seal or to open', () => {
    expect(standing(row({ state: 'ready', physician: 'Dr. A' }), staff).say.key).toBe('readyStaff')
    expect(standing(row({ opinion: 'arrived', server_state: 'released' }), staff).say.key).toBe('arrivedStaff')
  })
})
