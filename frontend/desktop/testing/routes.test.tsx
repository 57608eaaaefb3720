import { render, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startText } from '@shared/i18n/i18n'
import { axeFindings } from '@shared/testing/axe'
import { LookProvider } from '@shared/theme/provider'
import { App } from '../app'
import text from '../en.json'
import { installFakeGo } from './fake-go'
import { now } from './people'
import { scenes } from './scenes'

beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: true, now })
  startText({ desktop: text })
})
afterEach(() => {
  vi.useRealTimers()
  location.hash = ''
})

/** What says that the screen is there. */
const signs: Record<string, string | RegExp> = {
  create: 'Set up this workstation',
  kit: 'saffron',
  unlock: 'Harbor Street Clinic',
  unlockWrong: 'Harbor Street Clinic',
  cases: 'Opinion arrived, not opened yet',
  casesNotice: 'I have read this',
  casesDamage: /damaged or changed/,
  casesNoKit: /Nobody has confirmed this vault/,
  casesEmpty: 'No cases yet.',
  casesFault: 'The list of cases cannot be read.',
  new: 'Where does the patient live?',
  location: /OSO checks this place by hand/,
  patient: 'Contact',
  order: 'Formal reviews',
  materials: 'How it comes',
  history: 'Questions',
  agreement: 'The agreement is not signed yet.',
  agreementSigned: /attested at the desk by Marisol/,
  agreementRead: 'As it was signed',
  sign: /1\. A consultation at a distance/,
  import: 'Is this the same person?',
  decideMany: /Is this the same person/,
  decideReport: /Is this the same person/,
  decideLed: /Records of somebody born on another day/,
  decideDone: /Take this decision back/,
  recordsLocked: /is locked by a password/,
  decideNobody: 'Names nobody',
  recordsStalled: /it goes on by itself when there is an answer/,
  discStalled: /Nothing was stored. It goes on by itself/,
  recordsUnfinished: /1,610 of 2,316 files read/,
  unlockAdding: /Adding records is paused, 900 of 2,316 files read/,
  casesAdding: 'Adding records, 38%',
  disc: 'Create the case and add its records',
  discChoose: 'No disc was chosen.',
  discLooking: 'Looking at “MAYVIEW 0412”',
  discSeveral: /2 things to say first|3 things to say first/,
  discMany: /1 row of “cases.xlsx” has no records here/,
  discNothing: 'There are no records here.',
  casesFoundDisc: 'A disc is in the drive: MAYVIEW 0412',
  casesUnfilled: /have not got their records yet/,
  patientTaken: '4 things here were taken from the records.',
  materialsTaken: 'These materials were taken from the records.',
  unlockWaiting: 'An import waits, 505 of 1,000 files read.',
  casesWaiting: 'Import: 505 of 1,000 files read',
  imports: 'Left out by Marisol Echeverría. Another person, by the birth date.',
  recordsEmpty: 'No records yet.',
  recordsDone: /1 file was not taken/,
  review: 'Seal this case',
  reviewStaff: 'A physician of this clinic seals the case.',
  reviewEarly: /3 things are left before sealing/,
  course: 'Complete; the two weeks began',
  courseSending: /1.2 of 3.4/,
  messages: 'OSO asks you',
  opinionGate: 'Open the opinion',
  opinionGateStaff: 'Only the physician opens it.',
  opinion: 'Verified',
  opinionFailed: /This opinion cannot be verified/,
  opinionSuperseded: /Replaced by version 2 on/,
  opinionCorrected: 'Acknowledge the correction',
  settings: 'People at this workstation',
}

describe('every screen comes up, passes axe and names nobody in the title', () => {
  it('has a sign for each scene', () => expect(Object.keys(signs).sort()).toEqual(Object.keys(scenes).sort()))

  it.each(Object.entries(scenes))('%s', async (name, scene) => {
    installFakeGo(scene.go())
    document.title = 'Online Second Opinions'
    location.hash = scene.at ?? ''
    render(
      <LookProvider>
        <App />
      </LookProvider>,
    )
    await waitFor(() => expect(screen.getAllByText(signs[name]!).length).toBeGreaterThan(0))
    expect(await axeFindings()).toEqual([])
    expect(document.title).toBe('Online Second Opinions')
    expect(localStorage.length + sessionStorage.length).toBe(0)
  })
})
