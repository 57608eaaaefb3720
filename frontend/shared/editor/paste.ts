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
  // A cell holds lines; a table in a cell is its cells' words.
  for (const inner of body.querySelectorAll('table table')) {
    const p = body.ownerDocument.createElement('p')
    p.textContent = [...inner.querySelectorAll('td,th')].map(c => (c.textContent ?? '').trim()).join(' ')
    inner.replaceWith(p)
  }
  for (const el of body.querySelectorAll(':is(td,th) :is(li,h1,h2)')) rename(el, 'p')
  return body.innerHTML
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

/** Which of Word's items have numbers: told by the sign that stands before them. */
function signs(body: HTMLElement) {
  for (const sign of body.querySelectorAll('[style*="mso-list:Ignore"]')) {
    const m = /^\(?(?:(\d{1,4})|[a-z]{1,4})[.)]/i.exec((sign.textContent ?? '').trim())
    const p = sign.closest('p,div')
    if (!m || !p) continue
    p.setAttribute('data-ordered', '')
    if (m[1]) p.setAttribute('data-start', m[1])
  }
}

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
    const ordered = p.getAttribute('data-ordered') !== null
    open = open.slice(0, level)
    if (open.length === level && (open[level - 1]?.localName === 'ol') !== ordered) open = open.slice(0, level - 1)
    while (open.length < level) {
      const list = doc.createElement(ordered ? 'ol' : 'ul')
      const start = p.getAttribute('data-start')
      if (ordered && start) list.setAttribute('start', start)
      const parent = open.at(-1)
      if (parent) (parent.lastElementChild ?? parent.appendChild(doc.createElement('li'))).append(list)
      else p.before(list)
      open.push(list)
    }
    const li = doc.createElement('li')
    li.append(...p.childNodes)
    open[level - 1]?.append(li)
    p.remove()
  }
}
