// What tests of pages paid for and never used. Half of their time went here.
import { configure, getConfig } from '@testing-library/react'
import * as React from 'react'

const inherited = new Set(['visibility', 'pointer-events'])
const kebab = (name: string) => name.replace(/[A-Z]/g, c => `-${c.toLowerCase()}`)
/** What is no property, and those that jsdom works out from more than an element and its kind. */
const beyond = /^(css-|length$|item$|parent-rule$|(get|set|remove)-property|-|\d)|color|outline|list-style|vertical-align|cursor/

/**
 * Answers whether an element is shown from its own style, its attributes and jsdom's rule
 * for its kind. Since no test loads our style sheets, that is all there is; jsdom would ask
 * 120 rules about each element anew after each change of the page. It is asked for the rest.
 */
function cheapStyles(): void {
  const full = window.getComputedStyle.bind(window)
  const kinds = new Map<string, CSSStyleDeclaration>()
  const kind = (el: Element) => {
    const name = `${el.namespaceURI} ${el.localName} ${el.getAttribute('type')} ${el.hasAttribute('hidden')} ${el.hasAttribute('open')}`
    const known = kinds.get(name)
    if (known) return known
    const alike = el.cloneNode(false) as Element
    for (const drop of ['style', 'class', 'id']) alike.removeAttribute(drop)
    const found = full(alike)
    kinds.set(name, found)
    return found
  }
  const own = (el: Element, name: string) => (el as HTMLElement).style?.getPropertyValue(name) ?? ''
  const value = (el: Element, name: string): string => {
    if (!inherited.has(name)) return own(el, name) || kind(el).getPropertyValue(name)
    for (let at: Element | null = el; at; at = at.parentElement) {
      const says = own(at, name)
      if (says) return says
    }
    return kind(el).getPropertyValue(name)
  }
  window.getComputedStyle = (el, pseudo) => {
    if (pseudo) return full(el, pseudo)
    let all: CSSStyleDeclaration | undefined
    const rest = () => (all ??= full(el))
    return new Proxy({} as CSSStyleDeclaration, {
      get: (_, name) => {
        if (name === 'getPropertyValue') return (asked: string) => (beyond.test(asked) ? rest().getPropertyValue(asked) : value(el, asked))
        if (typeof name === 'string' && !beyond.test(kebab(name))) return value(el, kebab(name))
        const found: unknown = Reflect.get(rest(), name)
        return typeof found === 'function' ? (found.bind(rest()) as unknown) : found
      },
    })
  }
}

/** While something is waited for, each look that does not find it yet wrote the whole page out. Once time is over it is written, as before. */
function quietWhileWaiting(): void {
  const { getElementError } = getConfig()
  configure({
    getElementError: (message, container) => {
      const waits = (getConfig() as { _disableExpensiveErrorDiagnostics?: boolean })._disableExpensiveErrorDiagnostics
      if (!waits) return getElementError(message, container)
      const error = new Error(message ?? '')
      error.name = 'TestingLibraryElementError'
      return error
    },
  })
}

/** React notes for each element, with an error and its stack, who made it: ten thousand of them a second, then it stops by itself. Here it stops at once. */
function noOwners(): void {
  const { __CLIENT_INTERNALS_DO_NOT_USE_OR_WARN_USERS_THEY_CANNOT_UPGRADE: internals } = React as unknown as Record<string, object>
  if (internals) Object.defineProperty(internals, 'recentlyCreatedOwnerStacks', { get: () => 10_000, set: () => undefined })
}

const labeled = 'button, input:not([type=hidden]), meter, output, progress, select, textarea'

/** A field's labels by its id and by what stands around it; jsdom asks each node of the page whether it has this field, and each label then each node whether it is its own. */
function cheapLabels(): void {
  const labels = document.getElementsByTagName('label')
  const isOf = (field: Element) => (label: Element) => {
    const id = label.getAttribute('for')
    if (id !== null) return id !== '' && id === field.id && document.getElementById(id) === field
    return label.contains(field) && label.querySelector(labeled) === field
  }
  const kinds = [HTMLButtonElement, HTMLInputElement, HTMLMeterElement, HTMLOutputElement, HTMLProgressElement, HTMLSelectElement, HTMLTextAreaElement]
  for (const { prototype } of kinds) {
    const full = Object.getOwnPropertyDescriptor(prototype, 'labels')!.get!
    Object.defineProperty(prototype, 'labels', {
      configurable: true,
      get(this: Element): unknown {
        return this.isConnected && this.getAttribute('type') !== 'hidden' ? Array.from(labels).filter(isOf(this)) : full.call(this)
      },
    })
  }
}

let cheap = false

/** Once for each window, which the files of a worker share: what each wrapped anew would be as many answers deep as there were files before it. */
export function beCheap(): void {
  if (cheap) return
  cheap = true
  cheapStyles()
  cheapLabels()
  quietWhileWaiting()
  noOwners()
}
