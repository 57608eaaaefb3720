import type { Editor } from '@tiptap/core'
import { DOMParser as PMParser, Fragment, type Node as PMNode, Slice } from '@tiptap/pm/model'
import { AllSelection, TextSelection } from '@tiptap/pm/state'
import type { EditorProps, EditorView } from '@tiptap/pm/view'
import { UndoRedo } from '@tiptap/extensions'
import { EditorContent, useEditor } from '@tiptap/react'
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { escape, escapeLine, plain } from '../prose/plain'
import { documentOf, documentOfLine, pieces, proseOf, textOf } from './convert'
import { isStruck, lineHTML, linesHTML, tidyHTML } from './paste'
import { extensions, type IsMark, lineExtensions, typing } from './schema'
import { register } from './fields'
import classes from './editor.module.css'

type Props = {
  label: string
  value: string
  placeholder?: string
  small?: boolean
  /** One line: words with their look, and no blocks. */
  line?: boolean
  /** Several lines that are pasted into a text of one; without it they become one. */
  onLines?: (lines: string[]) => void
  /** It takes back its own: no page does so for it. */
  alone?: boolean
  /** Enter in a text of one line: what stands before the cursor, and behind it. */
  onEnter?: (before: string, after: string) => void
  /** Backspace in a text of one line that is empty. */
  onBack?: () => void
  /** Whether a bracket names something that the opinion has. */
  is: IsMark
  /** What the author keeps under a name: "/name " becomes it. */
  phrase?: (name: string) => string | undefined
  onChange: (text: string) => void
  /** What was pasted held words that were struck out; they are not put in. */
  onStruck?: () => void
}

/** A text that is written as it will look. What is typed is given on at each change, in the one spelling of the form. */
export function RichText({ label, value, placeholder = '', small, line = false, alone = false, onEnter, onBack, onLines, is, phrase, onChange, onStruck }: Props) {
  // What the page was told last: another value is somebody else's, who renumbered figures or wrote in another window.
  const told = useRef(value)
  const change = useRef(onChange)
  const named = useRef(is)
  const struck = useRef(onStruck)
  const kept = useRef(phrase)
  const entered = useRef(onEnter)
  const backed = useRef(onBack)
  const lines = useRef(onLines)
  const given = useRef(value)
  useEffect(() => {
    change.current = onChange
    named.current = is
    struck.current = onStruck
    kept.current = phrase
    entered.current = onEnter
    backed.current = onBack
    lines.current = onLines
  })
  // Made once: a text that is read anew, or an editor that is set up anew, at each keystroke is felt in a long letter.
  const [first] = useState(() => ({ extensions: [...(line ? lineExtensions : extensions)(placeholder), ...(alone ? [UndoRedo] : [])], content: (line ? documentOfLine : documentOf)(value, is) }))
  const editorProps = useMemo(
    (): EditorProps => ({
      attributes: { role: 'textbox', 'aria-multiline': String(!line), 'aria-label': label, spellcheck: 'true', autocomplete: 'off', class: classes.text ?? '', ...(small ? { 'data-small': '' } : {}), ...(line ? { 'data-line': '' } : {}) },
      handleKeyDown: ({ state: { doc, selection } }, e) => {
        if (!line || e.isComposing) return false
        if (e.key === 'Backspace' && backed.current && textOf(doc) === '') {
          backed.current()
          return true
        }
        if (e.key !== 'Enter') return false
        entered.current?.(proseOf(doc.slice(0, selection.from).content), proseOf(doc.slice(selection.to).content))
        return true
      },
      handlePaste: (view, e) => {
        if (!lines.current) return false
        const html = e.clipboardData?.getData('text/html') ?? ''
        if (html.trim() !== '') {
          const read = PMParser.fromSchema(view.state.schema)
          const said = linesHTML(html)
          if (said.length < 2) return false
          if (isStruck(html)) struck.current?.()
          lines.current(said.map(el => textOf(view.state.schema.topNodeType.create(null, asNamed(new Slice(read.parse(el).content, 0, 0), text => named.current(text)).content))))
          return true
        }
        const pasted = (e.clipboardData?.getData('text/plain') ?? '').split(/\r\n?|\n/).filter(l => l.trim() !== '')
        if (pasted.length < 2) return false
        lines.current(pasted.map(escapeLine))
        return true
      },
      handleDOMEvents: {
        focus: view => {
          chosen(view)
          return false
        },
        // Dictated, or put in by a program: several lines at once are read as if they were pasted, or the cursor would stand before their end.
        beforeinput: (view, e) => {
          if (!e.data?.includes('\n')) return false
          const over = e.getTargetRanges()[0]
          if (over) {
            const [from, to] = [view.posAtDOM(over.startContainer, over.startOffset), view.posAtDOM(over.endContainer, over.endOffset)]
            view.dispatch(view.state.tr.setSelection(TextSelection.between(view.state.doc.resolve(from), view.state.doc.resolve(to))))
          }
          e.preventDefault()
          return view.pasteText(e.data)
        },
      },
      transformPastedHTML: html => {
        if (isStruck(html)) struck.current?.()
        return line ? lineHTML(html) : tidyHTML(html)
      },
      transformPasted: slice => asNamed(slice, text => named.current(text)),
      clipboardTextParser: (text, _, __, view) => {
        const doc = view.state.schema.nodeFromJSON(line ? documentOfLine(escapeLine(text.replaceAll(/\s+/g, ' ')), bracket => named.current(bracket)) : documentOf(escape(text), bracket => named.current(bracket)))
        return Slice.maxOpen(doc.content)
      },
      clipboardTextSerializer: slice => plain(proseOf(slice.content)),
    }),
    [label, line, small],
  )
  const editor = useEditor({
    ...first,
    enableInputRules: typing,
    enablePasteRules: false,
    injectCSS: false, // the page's policy refuses it; it is in editor.module.css
    shouldRerenderOnTransaction: false,
    editorProps,
    onUpdate: ({ editor }) => {
      told.current = textOf(editor.state.doc)
      change.current(told.current)
    },
  })
  // Before the page's own effects, which may put the cursor where it was.
  useLayoutEffect(() => {
    register(
      editor,
      text => named.current(text),
      name => kept.current?.(name),
      () => {
        if (told.current === given.current) return false
        told.current = given.current
        put(editor, (line ? documentOfLine : documentOf)(given.current, text => named.current(text)))
        return true
      },
    )
  }, [editor, line])
  useLayoutEffect(() => {
    given.current = value
    if (value === told.current) return
    told.current = value
    put(editor, (line ? documentOfLine : documentOf)(value, text => named.current(text)))
  }, [editor, line, value])
  return <EditorContent editor={editor} className={classes.field} />
}

declare module '@tiptap/core' {
  interface Storage {
    bracket: { is: IsMark }
    phrases: { of: (name: string) => string | undefined }
  }
}

/**
 * What was selected on the page right before the editor got the cursor: by a
 * program that dictates, or reads aloud, or fills in. The editor itself would put
 * its own last selection over it a moment later, and what is then said would stand
 * beside the text that it was to replace.
 */
function chosen(view: EditorView) {
  const on = view.dom.ownerDocument.getSelection()
  if (!on || on.isCollapsed || !on.anchorNode || !on.focusNode || !view.dom.contains(on.anchorNode) || !view.dom.contains(on.focusNode)) return
  const { doc } = view.state
  const [anchor, head] = [view.posAtDOM(on.anchorNode, on.anchorOffset), view.posAtDOM(on.focusNode, on.focusOffset)]
  const all = Math.min(anchor, head) <= 0 && Math.max(anchor, head) >= doc.content.size
  view.dispatch(view.state.tr.setSelection(all ? new AllSelection(doc) : TextSelection.between(doc.resolve(anchor), doc.resolve(head))))
}

/** Another text in place of the one that is there: the cursor stays where it is, as far as that is a place in it. */
function put(editor: Editor, json: ReturnType<typeof documentOf>) {
  const { state, view } = editor
  const next = state.schema.nodeFromJSON(json)
  const from = state.doc.content.findDiffStart(next.content)
  const to = state.doc.content.findDiffEnd(next.content)
  if (from === null || !to) return
  const over = Math.max(0, from - Math.min(to.a, to.b))
  view.dispatch(state.tr.replace(from, to.a + over, next.slice(from, to.b + over)).setMeta('addToHistory', false).setMeta('preventUpdate', true))
}

/** What is pasted with its brackets as what they name here, or as text. */
function asNamed(slice: Slice, is: IsMark): Slice {
  const walk = (fragment: Fragment): Fragment => {
    const out: PMNode[] = []
    fragment.forEach(node => {
      const { schema } = node.type
      if (node.isText || node.type.name === 'bracket') {
        const text = node.isText ? (node.text ?? '') : String(node.attrs.text)
        for (const p of pieces(text, is)) out.push(p.bracket ? (schema.nodes.bracket?.create({ text: p.text }, null, node.marks) ?? node) : schema.text(p.text, node.marks))
      } else out.push(node.copy(walk(node.content)))
    })
    return Fragment.fromArray(out)
  }
  return new Slice(walk(slice.content), slice.openStart, slice.openEnd)
}
