// A stand-in for Go: window.go and window.runtime as Wails makes them, over made-up
// data. Tests and look.html put one in place before the page starts.

import type { SectionSave, SessionState, SyncStatus } from '../bridge'
import { agreementText, checkOf, countries, decide, guide, preview, quote, signed, signedText, timeline, viewOf } from './case-data'
import { noDisc } from './disc-data'
import { headArrived, headOpened, opinion, proof } from './opinion-data'
import { ids, now, rows, sessionOpen } from './people'
import { addingNone, found, idle, importFiles, imports, noRecords, reading } from './record-data'
import { requests } from './decide-data'

type Method = (...args: never[]) => unknown
export type Methods = Record<string, Record<string, Method>>

export const syncIdle: SyncStatus = { running: false, cases: 0, sent: 0, total: 0, rate: 0, seconds: -1, last: '2026-11-24T15:38:00Z', online: true, fault: { kind: '', message: '' }, enrolled: true }
const syncSending: SyncStatus = { ...syncIdle, running: true, cases: 1, sent: 1_200_000_000, total: 3_400_000_000, rate: 4_000_000, seconds: 540 }

/** What a rejected call looks like after Wails' ErrorFormatter. */
export function fault(kind: string, message: string) {
  return { kind, message }
}

export function methods(session: SessionState = sessionOpen): Methods {
  const kept = new Map<string, string>() // what was typed for an act
  return {
    Session: {
      State: () => session,
      Kit: () => ({ groups: 'anchor velvet copper lantern orchid gravel meadow thimble harbor willow saffron pebble'.split(' '), ask: 6, keyring: 'used', note: '' }),
      CreateVault: () => ({ groups: [], ask: 0, keyring: 'used', note: '' }),
      SaveKit: () => '/media/usb/kit.txt',
      ConfirmKit: () => null,
      NewKit: () => ({ ...session, vault: 'kit' }),
      Unlock: () => sessionOpen,
      Recover: () => sessionOpen,
      Lock: () => null,
      Touched: () => null,
      Flushed: () => null,
      Close: () => null,
      AddUser: () => session,
      RemoveUser: () => session,
      ChangePassphrase: () => null,
    },
    Enrol: {
      Look: () => ({ server: 'oso.example', clinic: 'Harbor Street Clinic', physician: 'Dr. Noor Haddad', role: 'physician', not_you: '', expires: '2026-11-25T15:00:00Z', demo: false, fingerprint: '' }),
      Accept: () => session,
    },
    Places: {
      Countries: () => countries,
      Decide: (q: { residence: { country: string; region: string } }) => decide(q.residence.country, q.residence.region),
    },
    Cases: {
      List: () => rows,
      Create: () => ids.joaquim,
      Amend: () => null,
      Accept: () => null,
      Get: (id: string) => viewOf(id),
      KeepWords: (id: string, place: string, text: string) => void kept.set(`${id}/${place}`, text),
      Words: (id: string, place: string) => kept.get(`${id}/${place}`) ?? '',
      SaveSection: (s: SectionSave) => ({ section: s.section, version: s.version + 1, at: now.toISOString(), row: viewOf(s.case).row }),
      Check: (id: string) => checkOf(viewOf(id).row),
      Quote: () => quote,
      Guide: () => guide,
      Discard: () => null,
      Messages: () => [],
      Say: () => [],
      AskFurther: () => [],
      TellOutcome: () => [],
      Timeline: () => timeline,
    },
    Agreement: { Text: () => agreementText, Signed: () => signedText, Sign: () => signed, ChooseScan: () => '/tmp/scan.pdf', SaveSheet: () => '/tmp/agreement.pdf' },
    Records: {
      List: (id: string) => (id === ids.tan ? found : noRecords),
      ChooseFiles: () => [],
      ChooseFolder: () => [],
      Start: (id: string) => ({ ...reading, case: id }),
      State: (id: string) => (id === ids.tan ? { ...reading, case: id } : { ...idle, case: id }),
      Stop: () => null,
      GoOn: (id: string) => ({ ...reading, case: id }),
      SetAside: () => null,
      Adding: () => addingNone,
      Imports: () => imports,
      ImportFiles: (_id: string, _import: string, outcome: string) => ({ files: importFiles.filter(f => outcome === 'all' || f.outcome === outcome), next: -1 }),
      Decide: () => null,
      TakeBack: () => null,
      Requests: () => requests,
      SaveRequest: () => '/media/usb/Request for records.pdf',
      TakeImport: () => null,
      Correct: () => null,
      Export: () => ({ folder: '', files: 0, bytes: 0 }),
    },
    Disc: { Look: () => noDisc, State: () => noDisc, Stop: () => null, Leave: () => null, Table: () => noDisc, Found: () => [], LookAt: () => noDisc, Pass: () => null, Watched: () => '', Watch: () => '/srv/scans', Unwatch: () => null, Start: () => [ids.joaquim], Plans: () => [], GoOn: () => null, SetAside: () => null },
    Seal: { Preview: () => preview, Seal: () => ({ version: 1, sha256: 'c41d', signer: session.user, at: now.toISOString() }) },
    Sync: { Status: () => syncSending, Now: () => syncSending, Notices: () => [], Read: () => null },
    Opinion: {
      Head: (id: string) => (id === ids.kwabena || id === ids.nwosu ? { ...(id === ids.nwosu ? headArrived : headOpened), case: id } : { ...headArrived, case: id, state: 'none' }),
      Open: () => opinion,
      Earlier: () => opinion,
      Leave: () => null,
      Acknowledge: () => opinion,
      Verify: () => proof,
      Letter: () => ({ path: '/testing/letter.pdf', type: 'application/pdf', bytes: 1, name: 'letter.pdf' }),
      SavePDF: () => '',
      SaveNote: () => '',
      Export: () => '',
    },
    Support: { CopyText: () => null, KeepPaper: () => null, Details: () => 'version 0.1.0' },
  }
}

type Listener = (...data: unknown[]) => void

/** Puts the stand-in in place; emit plays an event of Go. */
export function installFakeGo(m: Methods = methods()): { emit: (name: string, data: unknown) => void; calls: { name: string; args: unknown[] }[] } {
  const listeners = new Map<string, Set<Listener>>()
  const calls: { name: string; args: unknown[] }[] = []
  const go = Object.fromEntries(
    Object.entries(m).map(([struct, fs]) => [
      struct,
      Object.fromEntries(
        Object.entries(fs).map(([name, f]) => [
          name,
          async (...args: unknown[]) => {
            calls.push({ name: `${struct}.${name}`, args })
            // Wails rejects with what ErrorFormatter made; JSON is what crosses the bridge.
            const result = await (f as (...a: unknown[]) => unknown)(...args)
            return result === undefined ? null : (JSON.parse(JSON.stringify(result)) as unknown)
          },
        ]),
      ),
    ]),
  )
  const on = (name: string, hear: Listener) => {
    const set = listeners.get(name) ?? new Set()
    set.add(hear)
    listeners.set(name, set)
    return () => set.delete(hear)
  }
  Object.assign(window, {
    go: { desktop: go },
    runtime: { EventsOnMultiple: on, OnFileDrop: () => {}, OnFileDropOff: () => {} },
  })
  return { calls, emit: (name, data) => listeners.get(name)?.forEach(hear => hear(data)) }
}
