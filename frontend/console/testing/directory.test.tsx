import { render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { startText } from '@shared/i18n/i18n'
import { axeFindings } from '@shared/testing/axe'
import { LookProvider } from '@shared/theme/provider'
import { beforeEach, expect, it } from 'vitest'
import acts from '../acts.json'
import type { EffectsOfProfile, Entry, Profile, StaffPerson } from '../api/types'
import { App } from '../app'
import text from '../en.json'
import { fakeService, list, me } from './fake-service'

beforeEach(() => startText({ console: text, acts }))

const profile: Profile = {
  degrees: 'MD, PhD',
  position: 'Professor of Medicine',
  hospital: 'Harbor General Hospital',
  specialties: ['hematology'],
  also: [],
  known_for: 'Rare anemias.',
  photo: '',
  languages: ['en'],
  credentials: [{ kind: 'license', name: 'Massachusetts', number: 'MA-1', until: '2027-03-31' }],
  trainee: false,
  capacity: 3,
}
const now: EffectsOfProfile = { signature: { name: 'Henrik Aalbers, MD, PhD', lines: ['Hematology', 'Professor of Medicine, Harbor General Hospital', 'Board-certified'] }, bars: [], through: '2027-03-31', work: [] }
const barred: EffectsOfProfile = { ...now, bars: ['trainee'], work: [{ case: 'c2', reference: '4402118730', what: 'writing' }] }
const version = { version: 1, state: 'in-force', source: 'Letter of the hospital', proposed_by: { id: 'p', name: 'Caroline Weiss' }, proposed_at: '2026-11-02T15:00:00Z', mine: false, decided_by: { id: 'q', name: 'Alan Moreau' }, decided_at: '2026-11-03T15:00:00Z', ended_at: null, profile }
const entry = (more: Partial<Entry> = {}): Entry => ({
  id: 's1',
  name: 'Henrik Aalbers',
  roles: ['specialist'],
  today: '2026-11-24',
  all: true,
  own: false,
  recorded: profile,
  now,
  in_force: version,
  proposed: null,
  effects: null,
  confirms: false,
  past: [],
  endings: [],
  absences: [],
  deputies: [{ id: 's2', name: 'Ngozi Achterberg' }],
  list: [
    { code: 'hematology', name: 'Hematology', of: '', words: ['leukemia'], retired: false, modalities: [], under: 0 },
    { code: 'oncology', name: 'Oncology', of: '', words: ['cancer'], retired: false, modalities: [], under: 0 },
    { code: 'phlebology', name: 'Phlebology', of: '', words: [], retired: true, modalities: [], under: 0 },
  ],
  languages: ['en', 'nl', 'pt'],
  ...more,
})
const person = (more: Partial<StaffPerson> = {}): StaffPerson => ({
  id: 's1',
  name: 'Henrik Aalbers',
  roles: ['specialist'],
  listed: true,
  active: true,
  titles: 'MD, PhD; Professor of Medicine, Harbor General Hospital',
  position: 'Professor of Medicine',
  hospital: 'Harbor General Hospital',
  specialties: ['Hematology'],
  known_for: 'Rare anemias.',
  photo: '',
  languages: ['en'],
  capacity: 3,
  open: 2,
  through: '2027-03-31',
  away: null,
  bars: [],
  endings: [],
  waits: false,
  ...more,
})

function show(path: string, answers: Record<string, unknown>, role: 'coordinator' | 'specialist' = 'coordinator') {
  const asked = fakeService({ 'GET /me': me(role), 'GET /cases': list, ...answers })
  window.history.replaceState(null, '', `/console${path}`)
  const page = render(
    <LookProvider pointer>
      <App />
    </LookProvider>,
  )
  return { asked, ...page }
}

it('finds people by what they are known for, and by what has to be known before asking', async () => {
  const user = userEvent.setup()
  const { container } = show('/people', {
    'GET /people': {
      today: '2026-11-24',
      people: [
        person(),
        person({ id: 's2', name: 'Ngozi Achterberg', known_for: 'Tremor.', specialties: ['Neurology'], away: { id: 'a', from: '2026-11-20', until: '2026-12-02', deputy: { id: 's1', name: 'Henrik Aalbers' } } }),
        person({ id: 's3', name: 'Tamsin Okafor-Bell', known_for: '', bars: ['licence-lapsed'], endings: [{ kind: 'license', name: 'Maine', until: '2026-11-01', over: true, bars: true }] }),
        person({ id: 'x', name: 'Priyanka Thornbury', listed: false }),
      ],
    },
  })
  await screen.findByRole('link', { name: 'Henrik Aalbers' })
  expect(screen.queryByText('Priyanka Thornbury')).toBeNull()
  expect(within(screen.getByRole('row', { name: /Ngozi/ })).getByText('Away until 2 Dec 2026, Henrik Aalbers stands in')).toBeTruthy()
  expect(within(screen.getByRole('row', { name: /Tamsin/ })).getByText('License, Maine ended 1 Nov 2026')).toBeTruthy()
  expect(await axeFindings(container)).toEqual([])
  await user.click(screen.getByRole('button', { name: 'Cannot be asked 1' }))
  expect(screen.getAllByRole('row')).toHaveLength(2)
  await user.click(screen.getByRole('button', { name: 'All' }))
  await user.type(screen.getByRole('searchbox'), 'tremor')
  expect(screen.getAllByRole('row')).toHaveLength(2)
  expect(screen.getByRole('link', { name: 'Ngozi Achterberg' }).getAttribute('href')).toBe('/console/people/s2')
})

it('writes a change with the keyboard, shows what it brings, and proposes it', async () => {
  const user = userEvent.setup()
  const { asked, container } = show('/people/s1', {
    'GET /people/s1': entry(),
    'POST /people/s1/effects': barred,
    'POST /people/s1/entry': entry({ proposed: { ...version, version: 2, state: 'proposed', mine: true, profile: { ...profile, trainee: true } }, effects: barred }),
  })
  await screen.findByRole('heading', { name: 'Henrik Aalbers' })
  expect(await axeFindings(container)).toEqual([])
  await user.click(screen.getByRole('button', { name: 'Change this entry' }))
  await user.clear(screen.getByLabelText('Hospital'))
  await user.type(screen.getByLabelText('Hospital'), 'Bay Hospital')
  await user.click(screen.getByRole('checkbox', { name: /In training/ }))
  expect(await screen.findByText(/Could not be asked:/)).toBeTruthy()
  expect(screen.getByRole('link', { name: '4402118730' })).toBeTruthy()
  expect(screen.getByText('Bay Hospital')).toBeTruthy()
  expect(await axeFindings(container)).toEqual([])
  await user.click(screen.getByRole('button', { name: 'Propose this change' }))
  expect(screen.getByText('Name the source.')).toBeTruthy()
  await user.type(screen.getByLabelText('Source'), 'Letter{Enter}')
  await user.click(screen.getByRole('button', { name: 'Propose this change' }))
  await screen.findByText('A change waits for a second person')
  expect(asked.find(a => a.path === '/people/s1/entry')?.body).toEqual({ over: 1, profile: { ...profile, hospital: 'Bay Hospital', trainee: true }, source: 'Letter' })
  expect(screen.getByText(/can neither be offered a case nor sign/)).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Confirm' })).toBeNull() // who proposed it does not
})

it('shows a person the own entry, of which the own parts are changed', async () => {
  const user = userEvent.setup()
  show('/people/me', { 'GET /people/me': entry({ id: 'me', all: false, own: true }), 'POST /people/me/effects': now }, 'specialist')
  await user.click(await screen.findByRole('button', { name: 'Change your own parts' }))
  expect(screen.getByLabelText(/^Known for/)).toBeTruthy()
  expect(screen.queryByLabelText('Hospital')).toBeNull()
  expect(screen.queryByRole('checkbox')).toBeNull()
  expect(screen.getByText('An administrator or a coordinator keeps these.')).toBeTruthy()
  expect(screen.getByRole('link', { name: 'Your entry' }).getAttribute('aria-current')).toBe('page')
})

it('enters an absence with who stands in', async () => {
  const user = userEvent.setup()
  const { asked } = show('/people/s1', {
    'GET /people/s1': entry(),
    'POST /people/s1/absences': entry({ absences: [{ id: 'a', from: '2026-12-01', until: '2026-12-05', deputy: { id: 's2', name: 'Ngozi Achterberg' } }] }),
  })
  await user.click(await screen.findByRole('button', { name: 'Enter an absence' }))
  const day = async (name: string, d: string) => {
    const group = within(screen.getByRole('group', { name }))
    await user.type(group.getByLabelText('Day'), d)
    await user.selectOptions(group.getByLabelText('Month'), 'December')
    await user.type(group.getByLabelText('Year'), '2026')
  }
  await day('First day away', '5')
  await day('Last day away', '1')
  await user.click(screen.getByRole('button', { name: 'Enter' }))
  expect(screen.getByText('The last day is before the first.')).toBeTruthy()
  expect(asked.some(a => a.path.endsWith('/absences'))).toBe(false)
  const last = within(screen.getByRole('group', { name: 'Last day away' }))
  await user.clear(last.getByLabelText('Day'))
  await user.type(last.getByLabelText('Day'), '9')
  await user.click(screen.getByRole('button', { name: 'Enter' }))
  await waitFor(() => expect(screen.getByText('Ngozi Achterberg stands in')).toBeTruthy())
  expect(asked.find(a => a.path.endsWith('/absences'))?.body).toEqual({ from: '2026-12-05', until: '2026-12-09', deputy: '' })
})
