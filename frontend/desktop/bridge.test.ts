import { describe, expect, it, vi } from 'vitest'
import { Fault, go, guardWebview, toFault } from './bridge'
import { installFakeGo, methods } from './testing/fake-go'

function windowWith(fetch: typeof window.fetch) {
  return Object.assign(Object.create(window) as typeof window, {
    fetch,
    Blob,
    FormData,
    Request,
    addEventListener: window.addEventListener.bind(window),
  })
}

describe('guardWebview', () => {
  it('refuses bodies that would crash the program and sends the others', async () => {
    const send = vi.fn(() => Promise.resolve(new Response('')))
    const w = windowWith(send)
    guardWebview(w)
    await expect(w.fetch('/x', { method: 'POST', body: new Blob(['a']) })).rejects.toBeInstanceOf(Fault)
    await expect(w.fetch('/x', { method: 'POST', body: new FormData() })).rejects.toBeInstanceOf(Fault)
    expect(send).not.toHaveBeenCalled()
    await w.fetch('/x', { method: 'POST', body: 'text' })
    expect(send).toHaveBeenCalledOnce()
  })

  it.each(['dragover', 'drop'])('stops %s from leaving the page', name => {
    guardWebview(windowWith(vi.fn()))
    const e = new Event(name, { bubbles: true, cancelable: true })
    window.dispatchEvent(e)
    expect(e.defaultPrevented).toBe(true)
  })
})

describe('go', () => {
  it('throws what Go says as Fault', async () => {
    installFakeGo({ ...methods(), Session: { Unlock: () => Promise.reject({ kind: 'wrong-passphrase', message: 'It does not open.' }) } })
    await expect(go.session.Unlock('a', 'b')).rejects.toMatchObject({ kind: 'wrong-passphrase', message: 'It does not open.' })
  })
  it('says nothing of a fault that nobody foresaw', () => expect(toFault('panic: /home/x')).toMatchObject({ kind: 'internal', message: '' }))
})
