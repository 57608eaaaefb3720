import type { ChainedCommands, CommandProps, Editor } from '@tiptap/core'
import { isInTable, selectedRect } from '@tiptap/pm/tables'
import { useEditorState } from '@tiptap/react'
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconAlignRight,
  IconBold,
  IconColumnInsertRight,
  IconColumnRemove,
  IconH1,
  IconH2,
  IconItalic,
  IconList,
  IconListNumbers,
  IconOmega,
  IconRowInsertBottom,
  IconRowRemove,
  IconSubscript,
  IconSuperscript,
  IconTable,
  IconTableOff,
} from '@tabler/icons-react'
import { type ComponentType, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../ui/icon'
import classes from './editor.module.css'
import { focus } from './fields'
import { symbols } from './symbols'

type Key = 'bold' | 'italic' | 'super' | 'sub' | 'h1' | 'h2' | 'list' | 'numbers' | 'table' | 'undo' | 'redo' | 'alignRight' | 'row' | 'column' | 'rowOff' | 'columnOff' | 'tableOff'
type Tool = { key: Key; icon: ComponentType; keys?: string; run: (c: ChainedCommands) => ChainedCommands; on?: (e: Editor) => boolean; when?: (e: Editor) => boolean }

const inTable = (e: Editor) => e.isActive('table')
/** Whether a text is still on its page. */
const lives = (e: Editor | null): e is Editor => e !== null && !e.isDestroyed
/** A text of one line has none of them. */
const blocks = (e: Editor) => e.schema.nodes.heading !== undefined
const isRight = (e: Editor) => e.isActive('tableCell', { align: 'right' }) || e.isActive('tableHeader', { align: 'right' })

/** Sets the selected columns to the right, as numbers stand, or back. */
export function alignColumns({ state, tr, dispatch }: CommandProps): boolean {
  if (!isInTable(state)) return false
  if (!dispatch) return true
  const { map, table, tableStart, left, right } = selectedRect(state)
  const cells = map.cellsInRect({ left, right, top: 0, bottom: map.height })
  const all = cells.every(at => table.nodeAt(at)?.attrs.align === 'right')
  for (const at of cells) tr.setNodeAttribute(tableStart + at, 'align', all ? null : 'right')
  return true
}

const tools: Tool[][] = [
  [
    { key: 'bold', icon: IconBold, keys: 'Ctrl B', run: c => c.toggleBold(), on: e => e.isActive('bold') },
    { key: 'italic', icon: IconItalic, keys: 'Ctrl I', run: c => c.toggleItalic(), on: e => e.isActive('italic') },
    { key: 'super', icon: IconSuperscript, keys: 'Ctrl .', run: c => c.toggleSuperscript(), on: e => e.isActive('superscript') },
    { key: 'sub', icon: IconSubscript, keys: 'Ctrl ,', run: c => c.toggleSubscript(), on: e => e.isActive('subscript') },
  ],
  [
    { key: 'h1', icon: IconH1, run: c => c.toggleHeading({ level: 1 }), on: e => e.isActive('heading', { level: 1 }), when: blocks },
    { key: 'h2', icon: IconH2, run: c => c.toggleHeading({ level: 2 }), on: e => e.isActive('heading', { level: 2 }), when: blocks },
    { key: 'list', icon: IconList, run: c => c.toggleBulletList(), on: e => e.isActive('bulletList'), when: blocks },
    { key: 'numbers', icon: IconListNumbers, run: c => c.toggleOrderedList(), on: e => e.isActive('orderedList'), when: blocks },
    { key: 'table', icon: IconTable, run: c => c.insertTable({ rows: 3, cols: 3, withHeaderRow: true }), when: e => blocks(e) && !inTable(e) },
  ],
]

const tableTools: Tool[] = [
  { key: 'alignRight', icon: IconAlignRight, run: c => c.command(alignColumns), on: isRight },
  { key: 'row', icon: IconRowInsertBottom, run: c => c.addRowAfter() },
  { key: 'column', icon: IconColumnInsertRight, run: c => c.addColumnAfter() },
  { key: 'rowOff', icon: IconRowRemove, run: c => c.deleteRow() },
  { key: 'columnOff', icon: IconColumnRemove, run: c => c.deleteColumn() },
  { key: 'tableOff', icon: IconTableOff, run: c => c.deleteTable() },
]

/** Undo and redo, which the page does over all its texts. */
type Steps = { onStep: (way: 'undo' | 'redo') => void; undo: boolean; redo: boolean }

/** The looks that words can have, for the text in which the cursor is. of gives that text; null: none is chosen yet. */
export function Format({ editor, of, steps }: { editor: Editor | null; of: () => Editor | null; steps: Steps }) {
  const { t } = useTranslation('shared')
  const [signs, setSigns] = useState(false)
  // What is on at the cursor, as one word: it is drawn anew only where that changes.
  const state = useEditorState({
    editor,
    // A text that left the page has no looks: nothing may be asked of it.
    selector: ({ editor: e }) => (lives(e) ? [...[...tools.flat(), ...tableTools].map(x => `${x.on?.(e) ? 1 : 0}${x.when && !x.when(e) ? 1 : 0}`), inTable(e) ? 't' : ''].join(' ') : ''),
  })
  // Another text has the cursor: what is on there is told by its next change alone, so it is given one of nothing.
  useEffect(() => {
    if (lives(editor)) editor.view.dispatch(editor.state.tr)
  }, [editor])
  const words = (state ?? '').split(' ')
  const all = [...tools.flat(), ...tableTools]
  const act = (run: Tool['run']) => {
    const e = of()
    if (!lives(e)) return
    focus(e)
    run(e.chain()).run()
  }
  const button = (x: Tool) => {
    const now = words[all.indexOf(x)] ?? ''
    const name = t(`editor.${x.key}`)
    return (
      <button key={x.key} type="button" className={classes.tool} aria-label={name} title={x.keys ? `${name} (${x.keys})` : name} aria-pressed={x.on ? now.startsWith('1') : undefined} disabled={now.endsWith('1') && now.length === 2 && lives(editor)} onMouseDown={e => e.preventDefault()} onClick={() => act(x.run)}>
        <Icon of={x.icon} />
      </button>
    )
  }
  return (
    <>
      <span className={classes.bar}>
        {(['undo', 'redo'] as const).map(way => (
          <button key={way} type="button" className={classes.tool} aria-label={t(`editor.${way}`)} title={`${t(`editor.${way}`)} (${way === 'undo' ? 'Ctrl Z' : 'Ctrl Shift Z'})`} disabled={!steps[way]} onMouseDown={e => e.preventDefault()} onClick={() => steps.onStep(way)}>
            <Icon of={way === 'undo' ? IconArrowBackUp : IconArrowForwardUp} />
          </button>
        ))}
      </span>
      {tools.map((group, i) => (
        <span key={i} className={classes.bar}>
          {group.map(button)}
        </span>
      ))}
      <span className={classes.signsAt}>
        <button type="button" className={classes.tool} aria-label={t('editor.signs')} title={t('editor.signsTitle')} aria-expanded={signs} onClick={() => setSigns(!signs)}>
          <Icon of={IconOmega} />
        </button>
        {signs ? (
          <Signs
            onClose={() => {
              setSigns(false)
              const e = of()
              if (e) focus(e)
            }}
            onSign={sign => act(c => c.insertContent(sign))}
          />
        ) : null}
      </span>
      {words.at(-1) === 't' ? <span className={classes.bar}>{tableTools.map(button)}</span> : null}
    </>
  )
}

/** Signs by what they are called: the first that is found is put in by Enter. */
function Signs({ onSign, onClose }: { onSign: (sign: string) => void; onClose: () => void }) {
  const { t } = useTranslation('shared')
  const [find, setFind] = useState('')
  const found = symbols.filter(s => `${s.name} ${s.also ?? ''} ${s.sign}`.toLowerCase().includes(find.trim().toLowerCase()))
  const choose = (sign: string) => {
    onSign(sign)
    onClose()
  }
  return (
    <div
      className={classes.signsBox}
      role="group"
      aria-label={t('editor.signs')}
      onKeyDown={e => {
        if (e.key !== 'Escape') return
        e.stopPropagation()
        onClose()
      }}
    >
      <input
        className={classes.find}
        type="search"
        value={find}
        autoFocus
        aria-label={t('editor.findSign')}
        placeholder={t('editor.findSign')}
        onChange={e => setFind(e.target.value)}
        onKeyDown={e => {
          if (e.key === 'Enter' && found[0]) choose(found[0].sign)
        }}
      />
      <div className={classes.signs}>
        {found.map(s => (
          <button key={s.name} type="button" className={classes.sign} title={`\\${s.name}`} aria-label={s.also ?? s.name} onClick={() => choose(s.sign)}>
            {s.sign}
          </button>
        ))}
      </div>
    </div>
  )
}
