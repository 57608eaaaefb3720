import type { Editor } from '@tiptap/core'
import { IconBookmark } from '@tabler/icons-react'
import { editorOf, focus, insertProse, selected } from '@shared/editor/fields'
import { RichText } from '@shared/editor/rich-text'
import { TextField } from '@shared/form/field'
import { plain } from '@shared/prose/plain'
import { after } from '@shared/after'
import { Button, IconButton } from '@shared/ui/button'
import { Sheet } from '@shared/ui/dialog'
import { Icon } from '@shared/ui/icon'
import { Note } from '@shared/ui/notice'
import { useToast } from '@shared/ui/toast'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Fault } from '../../api/client'
import { useOfficeTexts } from '../../api/guide/guide'
import { useKeepPhrases, usePhrases } from '../../api/phrases/phrases'
import type { Phrase, Phrases } from '../../api/types'
import type { Pen } from './pen'
import { Picker } from './picker'
import classes from './writing.module.css'

const empty: Phrases = { phrases: [], row_version: 0 }

/** The author's own phrases: found by name or words, put in at the cursor by Enter, made of what is selected. */
export function PhraseMenu({ pen, caseId }: { pen: Pen; caseId: string }) {
  const { t } = useTranslation('console')
  const toast = useToast()
  // The text in which it was opened: what is chosen goes there, whatever else has the keys by then.
  const [open, setOpen] = useState<{ into: Editor | null } | null>(null)
  const [editing, setEditing] = useState(false)
  const menu = useRef<HTMLSpanElement>(null)
  const close = (into: Editor | null) => {
    setOpen(null)
    // Who has gone on writing elsewhere is left there: keeping a phrase takes its time.
    if (into && (menu.current?.contains(document.activeElement) || document.activeElement === document.body)) focus(into)
  }
  return (
    <>
      <span ref={menu} className={classes.inRow}>
        <IconButton label={t('phrases.title')} aria-expanded={open !== null} onClick={() => setOpen(open ? null : { into: editorOf(pen.field()) ?? null })}>
          <Icon of={IconBookmark} />
        </IconButton>
        {open ? (
          <Menu
            of={open.into}
            caseId={caseId}
            onClose={() => close(open.into)}
            onEdit={() => {
              setOpen(null)
              setEditing(true)
            }}
            onPhrase={text => {
              if (open.into && !open.into.isDestroyed) insertProse(open.into, text)
              else toast(t('figures.noCursor'))
              setOpen(null)
            }}
          />
        ) : null}
      </span>
      <Sheet open={editing} onClose={() => setEditing(false)} title={t('phrases.own')} wide>
        {editing ? <List onClose={() => setEditing(false)} /> : null}
      </Sheet>
    </>
  )
}

function Menu({ of, caseId, onPhrase, onEdit, onClose }: { of: Editor | null; caseId: string; onPhrase: (text: string) => void; onEdit: () => void; onClose: () => void }) {
  const { t } = useTranslation('console')
  const { data = empty, error } = usePhrases()
  const office = useOfficeTexts(caseId).data?.texts ?? []
  const [words] = useState(() => (of ? selected(of) : ''))
  return (
    <Picker
      label={t('phrases.own')}
      find={t('phrases.find')}
      all={[
        ...data.phrases.map(p => ({ key: `/${p.name}`, head: `/${p.name}`, words: plain(p.text).slice(0, 200) })),
        ...office.map(x => ({ key: x.name, head: t('phrases.office', { name: x.name }), words: plain(x.text).slice(0, 200) })),
      ]}
      none={data.phrases.length + office.length === 0 ? t('phrases.none') : t('phrases.noneFound')}
      onPick={key => onPhrase((data.phrases.find(p => `/${p.name}` === key) ?? office.find(x => x.name === key))?.text ?? '')}
      onClose={onClose}
    >
      {error instanceof Fault ? <Note kind="problem">{error.message}</Note> : null}
      {words.trim() === '' ? null : <KeepSelected text={words} kept={data} onKept={onClose} />}
      <Button kind="link" onClick={onEdit}>
        {t('phrases.edit')}
      </Button>
    </Picker>
  )
}

/** What is selected becomes a phrase under a name. */
function KeepSelected({ text, kept, onKept }: { text: string; kept: Phrases; onKept: () => void }) {
  const { t } = useTranslation('console')
  const toast = useToast()
  const [name, setName] = useState('')
  const keep = useKeepPhrases()
  return (
    <form
      className={classes.keepPhrase}
      onSubmit={e => {
        e.preventDefault()
        after(keep.mutateAsync({ ...kept, phrases: [...kept.phrases, { name: name.trim(), text }] }), {
          done: () => toast(t('phrases.kept', { name: name.trim() })),
          lead: onKept,
          failed: 'shown',
        })
      }}
    >
      <TextField label={t('phrases.keep')} hint={t('phrases.warning')} value={name} error={keep.error instanceof Fault ? keep.error.message : undefined} onChange={e => setName(e.target.value)} />
      <Button type="submit" disabled={name.trim() === ''} busy={keep.isPending && t('write.saving')}>
        {t('phrases.keepAct')}
      </Button>
    </form>
  )
}

/** All of them, to be changed. */
function List({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('console')
  const { data } = usePhrases()
  // What is being changed stays, whatever another window keeps meanwhile.
  return data ? <Edit kept={data} onClose={onClose} /> : <p className="oso-ink-2">{t('case.loading')}</p>
}

function Edit({ kept: now, onClose }: { kept: Phrases; onClose: () => void }) {
  const { t } = useTranslation('console')
  const [kept] = useState(now)
  const keep = useKeepPhrases()
  const [list, setList] = useState<(Phrase & { id: number })[]>(() => kept.phrases.map((p, id) => ({ ...p, id })))
  const [next, setNext] = useState(kept.phrases.length)
  const put = (id: number, part: Partial<Phrase>) => setList(all => all.map(p => (p.id === id ? { ...p, ...part } : p)))
  return (
    <form
      className={classes.editPhrases}
      onSubmit={e => {
        e.preventDefault()
        after(keep.mutateAsync({ ...kept, phrases: list.map(({ name, text }) => ({ name: name.trim(), text })) }), { lead: onClose, failed: 'shown' })
      }}
    >
      <p className="oso-ink-2">{t('phrases.how')}</p>
      <Note kind="time">{t('phrases.warning')}</Note>
      {list.map(p => (
        <fieldset key={p.id} data-row={p.id} className={classes.editPhrase}>
          <legend className="oso-hidden">{p.name || t('phrases.new')}</legend>
          <TextField label={t('phrases.name')} width="16rem" value={p.name} onChange={e => put(p.id, { name: e.target.value })} />
          <RichText label={t('phrases.text')} placeholder={t('phrases.text')} value={p.text} small alone is={() => false} onChange={text => put(p.id, { text })} />
          <Button kind="link" aria-label={t('phrases.removeOf', { name: p.name })} onClick={() => setList(all => all.filter(x => x.id !== p.id))}>
            {t('phrases.remove')}
          </Button>
        </fieldset>
      ))}
      <Button
        data-adds
        onClick={() => {
          setList([...list, { id: next, name: '', text: '' }])
          setNext(next + 1)
        }}
      >
        {t('phrases.add')}
      </Button>
      {keep.error instanceof Fault ? <Note kind="problem">{keep.error.message}</Note> : null}
      <Button kind="primary" type="submit" busy={keep.isPending && t('write.saving')}>
        {t('phrases.save')}
      </Button>
    </form>
  )
}
