/**
 * The HTML of a word processor or a web page as lists, headings, tables and words
 * with their look; what the form does not hold is dropped by the editor's schema.
 * It runs on a document of its own, in which nothing is loaded or run.
 */
export function tidyHTML(html: string): string {
  const { body } = new DOMParser().parseFromString(html.replaceAll(/<!\[(?:if|endif)[^>]*\]>/gi, ''), 'text/html')
  comments(body)
  signs(body)
  // What is struck out was taken back by its author: it does not come back as said.
  body.querySelectorAll('del,s,strike,[style*="line-through"]').forEach(el => el.remove())
  body.querySelectorAll('o\\:p').forEach(el => {
    if ((el.textContent ?? '').trim() === '') el.remove()
  })
  body.querySelectorAll('style,script,meta,link,title,img,svg,object,iframe,video,audio,br.Apple-interchange-newline,[style*="mso-list:Ignore"],[style*="mso-element:comment"],.MsoCommentReference').forEach(el => el.remove())
  for (const el of body.querySelectorAll('h3,h4,h5,h6')) rename(el, 'h2')
  for (const el of body.querySelectorAll('p.MsoTitle,p.MsoSubtitle')) rename(el, 'h1')
  wordLists(body)
  // Web editors put a list that belongs to an item behind it.
  for (const list of body.querySelectorAll('ul > ul, ul > ol, ol > ul, ol > ol')) {
    const before = list.previousElementSibling
    if (before?.localName === 'li') before.append(list)
    else {
      const li = body.ownerDocument.createElement('li')
      list.replaceWith(li)
      li.append(list)
    }
  }
  numbers(body)
  // A cell holds lines; a table in a cell is its cells' words.
  for (const inner of body.querySelectorAll('table table')) {
    const p = body.ownerDocument.createElement('p')
    p.textContent = [...inner.querySelectorAll('td,th')].map(c => (c.textContent ?? '').trim()).join(' ')
    inner.replaceWith(p)
  }
  for (const el of body.querySelectorAll(':is(td,th) :is(li,h1,h2)')) rename(el, 'p')
  // Word processors say it of the paragraph in the cell.
  for (const cell of body.querySelectorAll<HTMLElement>('td,th')) {
    const first = cell.querySelector<HTMLElement>('p,div')
    const is = [cell, first].map(el => el?.style.textAlign || el?.getAttribute('align')).find(Boolean)
    if (is === 'right' || is === 'end') cell.style.textAlign = 'right'
  }
  return body.innerHTML
}

/** The same as one line: blocks follow each other with a space between. */
export function lineHTML(html: string): string {
  const { body } = new DOMParser().parseFromString(tidyHTML(html), 'text/html')
  for (const el of body.querySelectorAll('p,div,li,td,th,h1,h2,br')) el.after(' ')
  for (const el of body.querySelectorAll('p,div,ul,ol,li,table,thead,tbody,tr,td,th,h1,h2,br')) el.replaceWith(...el.childNodes)
  return `<p>${body.innerHTML}</p>`
}

/** The same as its lines, a paragraph for each: blocks and breaks end one, the cells of a row stay together. */
export function linesHTML(html: string): HTMLElement[] {
  const { body } = new DOMParser().parseFromString(tidyHTML(html), 'text/html')
  const doc = body.ownerDocument
  const out: HTMLElement[] = []
  let line = doc.createElement('p')
  const end = () => {
    if ((line.textContent ?? '').trim() !== '') out.push(line)
    line = doc.createElement('p')
  }
  const put = (node: Node, looks: Element[]) => line.append(looks.reduceRight<Node>((inner, look) => (look = look.cloneNode(false) as Element).appendChild(inner).parentNode ?? inner, node))
  const walk = (of: Node, looks: Element[], cell: boolean) => {
    for (const child of of.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) put(doc.createTextNode((child.textContent ?? '').replaceAll(/[ \t\r\n]+/g, ' ')), looks)
      if (!(child instanceof Element)) continue
      const isCell = child.matches('td,th')
      const ends = child.matches('p,div,section,article,blockquote,pre,ul,ol,li,dl,dt,dd,table,tr,h1,h2,br,hr')
      if (ends && !cell) end()
      walk(child, ends || isCell || child.matches('tbody,thead,tfoot') ? looks : [...looks, child], cell || isCell)
      if (isCell || (ends && cell)) put(doc.createTextNode(' '), [])
      else if (ends) end()
    }
  }
  walk(body, [], false)
  end()
  return out
}

function comments(body: HTMLElement) {
  const walker = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_COMMENT)
  const all: Comment[] = []
  while (walker.nextNode()) if (walker.currentNode instanceof Comment) all.push(walker.currentNode)
  all.forEach(c => c.remove())
}

function rename(el: Element, tag: string) {
  const to = el.ownerDocument.createElement(tag)
  to.append(...el.childNodes)
  el.replaceWith(to)
}

/** The signs before Word's items: numbers make a list of numbers; letters stay as they are read, since a text may say "see b". */
function signs(body: HTMLElement) {
  for (const sign of body.querySelectorAll('[style*="mso-list:Ignore"]')) {
    const said = (sign.textContent ?? '').replaceAll('\u00a0', ' ').trim()
    const number = /^\(?(\d{1,4})[.)]$/.exec(said)?.[1]
    const p = sign.closest('p,div')
    if (number && p) p.setAttribute('data-number', number)
    else if (/^\(?[a-z\d.]{1,9}[.)]$/i.test(said)) sign.replaceWith(`${said} `)
  }
}

/** An item whose number does not follow begins a list of its own. */
function numbers(body: HTMLElement) {
  for (const list of body.querySelectorAll('ol')) {
    let next = Number(list.getAttribute('start') ?? 1)
    for (const li of [...list.children]) {
      const is = Number(li.getAttribute('value') ?? next)
      if (is !== next && Number.isInteger(is) && li !== list.firstElementChild) {
        const rest = list.cloneNode(false) as Element
        rest.setAttribute('start', String(is))
        while (li.nextSibling) rest.append(li.nextSibling)
        rest.prepend(li)
        list.after(rest)
        numbers(body)
        return
      }
      if (li === list.firstElementChild && is !== next) list.setAttribute('start', String(is))
      next = is + 1
    }
  }
}

/** Whether something in it was struck out. */
export const isStruck = (html: string) => /<(?:del|s|strike)[\s>]|line-through/i.test(html)

/** Word writes an item of a list as a paragraph that names its list and its level; the sign before it is told by what stands there. */
function wordLists(body: HTMLElement) {
  const listed = /mso-list:\s*l\d+\s+level(\d+)/i
  const doc = body.ownerDocument
  let open: Element[] = [] // by level
  for (const p of [...body.querySelectorAll('p,div')]) {
    const m = listed.exec(p.getAttribute('style') ?? '')
    if (!m) continue
    const level = Math.max(Number(m[1]), 1)
    const before = p.previousElementSibling
    if (!before || before !== open[0]) open = []
    const number = p.getAttribute('data-number')
    const ordered = number !== null
    open = open.slice(0, level)
    if (open.length === level && (open[level - 1]?.localName === 'ol') !== ordered) open = open.slice(0, level - 1)
    while (open.length < level) {
      const list = doc.createElement(ordered ? 'ol' : 'ul')
      if (number) list.setAttribute('start', number)
      const parent = open.at(-1)
      if (parent) (parent.lastElementChild ?? parent.appendChild(doc.createElement('li'))).append(list)
      else p.before(list)
      open.push(list)
    }
    const li = doc.createElement('li')
    if (number) li.setAttribute('value', number)
    li.append(...p.childNodes)
    open[level - 1]?.append(li)
    p.remove()
  }
}
