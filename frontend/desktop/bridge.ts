// The only file that knows Wails: the generated bindings and the runtime's
// events. Everything else sees typed functions that throw Fault.

import { Fault } from '@shared/fault'
import * as agreement from '../wailsjs/go/desktop/Agreement'
import * as cases from '../wailsjs/go/desktop/Cases'
import * as disc from '../wailsjs/go/desktop/Disc'
import * as enrol from '../wailsjs/go/desktop/Enrol'
import * as opinion from '../wailsjs/go/desktop/Opinion'
import * as places from '../wailsjs/go/desktop/Places'
import * as records from '../wailsjs/go/desktop/Records'
import * as seal from '../wailsjs/go/desktop/Seal'
import * as session from '../wailsjs/go/desktop/Session'
import * as support from '../wailsjs/go/desktop/Support'
import * as sync from '../wailsjs/go/desktop/Sync'
import type { casefile, desktop, survey } from '../wailsjs/go/models'
import { EventsOn, OnFileDrop, OnFileDropOff } from '../wailsjs/runtime/runtime'

/** The generated classes without their methods: what really crosses the bridge. */
type Data<T> = T extends (infer U)[]
  ? Data<U>[]
  : T extends object
    ? { [K in keyof T as T[K] extends (...args: never[]) => unknown ? never : K]: Data<T[K]> }
    : T

export type SessionState = Data<desktop.State>
export type User = Data<desktop.User>
export type KitOffer = Data<desktop.KitOffer>
export type EnrolOffer = Data<desktop.EnrolOffer>
export type Asset = Data<desktop.Asset>
export type Country = Data<desktop.Country>
export type LocationQuestion = Data<desktop.LocationQuestion>
export type LocationAnswer = Data<desktop.LocationAnswer>
export type CaseRow = Data<desktop.CaseRow>
export type CaseView = Data<desktop.CaseView>
export type CaseDocument = Data<casefile.Document>
export type Place = Data<casefile.Place>
export type SectionSave = Data<desktop.SectionSave>
export type SectionSaved = Data<desktop.SectionSaved>
export type CheckResult = Data<desktop.CheckResult>
export type Problem = Data<desktop.Problem>
export type Guide = Data<desktop.GuideView>
export type Quote = Data<desktop.Quote>
export type TimelineEntry = Data<desktop.TimelineEntry>
export type MessageView = Data<desktop.MessageView>
export type AgreementText = Data<desktop.AgreementText>
export type SignedText = Data<desktop.SignedText>
export type AgreementSignature = Data<desktop.AgreementSignature>
export type AgreementState = Data<desktop.AgreementState>
export type SealPreview = Data<desktop.SealPreview>
export type SealAct = Data<desktop.SealAct>
export type Sealed = Data<desktop.Sealed>
export type RecordList = Data<desktop.RecordList>
export type RecordPerson = Data<desktop.Person>
export type Study = Data<desktop.Study>
export type StoredRecord = Data<desktop.Record>
export type Discrepancy = Data<desktop.Discrepancy>
export type RequestLetter = Data<desktop.RequestLetter>
export type RequestPDF = Data<desktop.RequestPDF>
export type Named = Data<desktop.Named>
export type Aside = Data<desktop.Aside>
export type CaseCorrection = Data<desktop.CaseCorrection>
export type Comparison = Data<desktop.Comparison>
export type RecordDecision = Data<desktop.RecordDecision>
export type ImportState = Data<desktop.ImportState>
export type DiscState = Data<desktop.DiscState>
export type DiscCase = Data<desktop.DiscCase>
export type DiscTable = Data<desktop.DiscTable>
export type DiscPlan = Data<desktop.DiscPlan>
export type DiscPerson = Data<survey.Person>
export type DiscLoose = Data<survey.Loose>
export type CaseMatch = Data<survey.Match>
export type Adding = Data<desktop.Adding>
export type Unfinished = Data<desktop.Unfinished>
export type ImportSummary = Data<desktop.ImportSummary>
export type ImportFile = Data<desktop.ImportFile>
export type Exported = Data<desktop.Exported>
export type SyncStatus = Data<desktop.SyncStatus>
export type OpinionHead = Data<desktop.OpinionHead>
export type OpinionView = Data<desktop.OpinionView>
export type EarlierOpinion = Data<desktop.EarlierOpinion>
export type OpinionPlace = Data<desktop.OpinionPlace>
export type Answer = Data<desktop.Answer>
export type Proof = Data<desktop.Proof>

export { Fault }

/** A rejected call as Fault. Wails hands over what ErrorFormatter made; anything else is a fault of ours. */
export function toFault(e: unknown): Fault {
  if (e instanceof Fault) return e
  if (typeof e === 'object' && e !== null && 'kind' in e && 'message' in e) {
    const { kind, message } = e as { kind: unknown; message: unknown }
    if (typeof kind === 'string' && typeof message === 'string') return new Fault(kind, message)
  }
  return new Fault('internal', '')
}

type Call = (...args: never[]) => Promise<unknown>

type DataArgs<A extends unknown[]> = { [I in keyof A]: Data<A[I]> }

type Bound<M extends { [K in keyof M]: Call }> = {
  [K in keyof M]: (...args: DataArgs<Parameters<M[K]>>) => Promise<Data<Awaited<ReturnType<M[K]>>>>
}

/** Every bound method with its own types, throwing Fault. */
function bound<M extends { [K in keyof M]: Call }>(methods: M): Bound<M> {
  const wrap =
    (f: Call) =>
    async (...args: never[]) => {
      try {
        return await f(...args)
      } catch (e) {
        throw toFault(e)
      }
    }
  return Object.fromEntries(Object.entries(methods).map(([k, f]) => [k, wrap(f as Call)])) as never
}

export const go = {
  agreement: bound(agreement),
  cases: bound(cases),
  disc: bound(disc),
  enrol: bound(enrol),
  opinion: bound(opinion),
  places: bound(places),
  records: bound(records),
  seal: bound(seal),
  session: bound(session),
  support: bound(support),
  sync: bound(sync),
}

/** What closing the window now would cost: desktop.Closing, which only an event carries. */
export type Closing = { unsaved: boolean; importing: boolean }

type Events = { flush: number; closing: Closing; session: SessionState; cases: string; import: ImportState; disc: string; adding: Adding; sync: SyncStatus }

/** Listens to what Go announces; the answer ends it. */
export function onEvent<K extends keyof Events>(name: K, hear: (data: Events[K]) => void): () => void {
  return EventsOn(name, hear)
}

/** Files dropped on the window, as paths. One listener at a time; the answer ends it. */
export function onDrop(hear: (paths: string[]) => void): () => void {
  OnFileDrop((_x, _y, paths) => hear(paths), false)
  return () => OnFileDropOff()
}

/** Hears that nothing is taken off the page for a printer any more: it is printed, or somebody cancelled. The answer ends it. */
export function onPrintEnd(hear: () => void): () => void {
  // Where somebody cancels, WebKitGTK says nothing; the program does then (app/desktop/webview).
  const names = ['afterprint', 'oso:print-end']
  for (const name of names) window.addEventListener(name, hear)
  return () => {
    for (const name of names) window.removeEventListener(name, hear)
  }
}

/**
 * Two faults of the webview that would end the program or lose the page:
 * a fetch whose body is a Blob, File or FormData crashes it, and a file dropped
 * on the window navigates to that file. Called once, before anything else.
 */
export function guardWebview(w: Window & typeof globalThis = window): void {
  const send = w.fetch.bind(w)
  w.fetch = (input, init) => {
    const body = init?.body
    if (body instanceof w.Blob || body instanceof w.FormData || input instanceof w.Request) {
      return Promise.reject(new Fault('internal', ''))
    }
    return send(input, init)
  }
  const stay = (e: DragEvent) => e.preventDefault()
  w.addEventListener('dragover', stay)
  w.addEventListener('drop', stay)
}
