import type { Target } from '@shared/wire/key-image'
import { useEffect, useRef, useState } from 'react'
import { useNavigate } from 'react-router'
import { handOver, useHandedOver } from './hand-over'

// Windows of one person on one computer: which case is worked on, what one asks
// another to show or to name. Ids only.
const caseChannel = 'oso-case'
const citeChannel = 'oso-cite'
const showChannel = 'oso-show'
const figuresChannel = 'oso-figures'

/** What the second window is called: each time the same one. */
export const secondWindow = 'oso-records'
const features = 'popup,width=1200,height=900'

/** Opens the case's records in a window of their own: on a second screen, beside the writing. */
export function openRecords(id: string) {
  window.open(`/console/case/${id}/records`, secondWindow, features)
}

/**
 * Shows an address of the case in the window that has its records or images: the
 * keys stay with who asked. Where there is none, it is opened; false where the
 * browser allows no other window.
 */
export async function showElsewhere(id: string, address: string): Promise<boolean> {
  // Short: who presses a link waits for it, and a window that comes much later is refused.
  if ((await handOver(showChannel, id, address, 300)) === 'taken') return true
  return window.open(`/console${address}`, secondWindow, features) !== null
}

/** Goes where another window asks to look, within the case. */
export function useShownFromElsewhere(id: string) {
  const go = useNavigate()
  useHandedOver<string>(showChannel, id, address => {
    const ours = address.startsWith(`/case/${id}/records`) || address.startsWith(`/case/${id}/images`)
    if (ours) void go(address)
    return Promise.resolve(ours)
  })
}

/** Says to the other windows which case is worked on here. */
export function useTellCase(id: string) {
  useEffect(() => {
    const channel = new BroadcastChannel(caseChannel)
    const tell = () => channel.postMessage({ case: id })
    channel.onmessage = (e: MessageEvent<{ ask?: boolean }>) => {
      if (e.data.ask) tell()
    }
    tell()
    return () => channel.close()
  }, [id])
}

/** The case that is worked on in the other window; '' where that is not known. */
export function useCaseElsewhere(): string {
  const [id, setId] = useState('')
  useEffect(() => {
    const channel = new BroadcastChannel(caseChannel)
    channel.onmessage = (e: MessageEvent<{ case?: string }>) => {
      if (e.data.case) setId(e.data.case)
    }
    channel.postMessage({ ask: true })
    return () => channel.close()
  }, [])
  return id
}

/** A place, and the page of a document. */
export type CitedPlace = Target & { page?: number }

/** Has the window where somebody writes name a place at its cursor; nobody: there is none. */
export const citeElsewhere = (id: string, target: CitedPlace) => handOver(citeChannel, id, target, 700)

/** Takes the places that other windows cite into what is written here; cite is absent while nothing may change. */
export const useCitedFromElsewhere = (id: string, cite: ((target: CitedPlace) => Promise<boolean>) | undefined) => useHandedOver(citeChannel, id, cite)

/** Says that the figures of a draft are others now. */
export function tellFigures(id: string) {
  const channel = new BroadcastChannel(figuresChannel)
  channel.postMessage({ case: id })
  channel.close()
}

/** Does something when the figures of the draft were changed in another window. */
export function useFiguresElsewhere(id: string, changed: () => void) {
  const now = useRef(changed)
  useEffect(() => {
    now.current = changed
  })
  useEffect(() => {
    const channel = new BroadcastChannel(figuresChannel)
    channel.onmessage = (e: MessageEvent<{ case: string }>) => {
      if (e.data.case === id) now.current()
    }
    return () => channel.close()
  }, [id])
}
