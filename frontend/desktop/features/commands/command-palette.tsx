import { Modal } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { IconDisc, IconList, IconLock, IconPlus, IconRefresh, IconSearch, IconSettings } from '@tabler/icons-react'
import { Glyph } from '@shared/ui/glyph'
import { Icon } from '@shared/ui/icon'
import { Key } from '@shared/ui/keys'
import { type KeyboardEvent, type ReactNode, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useCases } from '../../api/cases/list-cases'
import { useSyncStatus } from '../../api/sync/get-status'
import { useSyncNow } from '../../api/sync/sync-now'
import { standing } from '../../lib/case-status'
import { useLock } from '../../lib/leaving'
import { useSession } from '../../lib/session-context'
import { useStandingWords } from '../../lib/use-standing-words'
import classes from './commands.module.css'

type Command = { id: string; group: 'go' | 'do' | 'cases'; icon: ReactNode; words: string; end?: ReactNode; run?: () => void }

const most = 8

/** Ctrl K: acts and cases by typing. What is not possible now stands there with its reason. */
export function CommandPalette() {
  const { t } = useTranslation('desktop')
  const [open, setOpen] = useState(false)
  const lock = useLock()
  useHotkeys(
    [
      ['mod+K', () => setOpen(true)],
      ['mod+L', () => lock()],
    ],
    [],
  )
  return (
    <Modal opened={open} onClose={() => setOpen(false)} size="35rem" yOffset={96} centered={false} padding={0} title={<span className="oso-hidden">{t('commands.title')}</span>} classNames={{ header: classes.header, body: classes.body, content: classes.content }}>
      {open ? <Palette close={() => setOpen(false)} /> : null}
    </Modal>
  )
}

function Palette({ close }: { close: () => void }) {
  const { t } = useTranslation('desktop')
  const id = useId()
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const commands = useCommands()
  const wanted = text.trim().toLowerCase()
  const found = commands.filter(c => (wanted ? c.words.toLowerCase().includes(wanted) : c.group !== 'cases')).slice(0, most)
  const current = Math.min(at, Math.max(0, found.length - 1))

  function run(c: Command | undefined) {
    if (!c?.run) return
    close()
    c.run()
  }

  function onKeyDown(e: KeyboardEvent) {
    if (e.key === 'ArrowDown') setAt(Math.min(found.length - 1, current + 1))
    else if (e.key === 'ArrowUp') setAt(Math.max(0, current - 1))
    else if (e.key === 'Enter') run(found[current])
    else return
    e.preventDefault()
  }

  return (
    <>
      <div className={classes.input}>
        <Icon of={IconSearch} />
        <input
          data-autofocus
          role="combobox"
          aria-expanded
          aria-controls={`${id}-list`}
          aria-activedescendant={found[current] ? `${id}-${found[current].id}` : undefined}
          aria-label={t('commands.input')}
          placeholder={t('commands.input')}
          autoComplete="off"
          spellCheck={false}
          value={text}
          onChange={e => {
            setText(e.target.value)
            setAt(0)
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div role="listbox" id={`${id}-list`} aria-label={t('commands.title')} className={classes.list}>
        {found.map((c, i) => (
          <div key={c.id} role="presentation">
            {c.group !== found[i - 1]?.group ? (
              <div role="presentation" className={classes.group}>
                {t(`commands.${c.group}`)}
              </div>
            ) : null}
            <div role="option" id={`${id}-${c.id}`} aria-selected={i === current} aria-disabled={!c.run} className={classes.option} onClick={() => run(c)} onPointerMove={() => setAt(i)}>
              {c.icon}
              <bdi className="oso-cut">
                <Match words={c.words} part={wanted} />
              </bdi>
              {c.end ? <span className="oso-end oso-small oso-ink-3 oso-nowrap">{c.end}</span> : null}
            </div>
          </div>
        ))}
      </div>
      {found.length === 0 ? <p className={`${classes.none} oso-ink-2`}>{t('commands.none')}</p> : null}
    </>
  )
}

/** The match in bold. */
function Match({ words, part }: { words: string; part: string }) {
  const i = part ? words.toLowerCase().indexOf(part) : -1
  if (i < 0) return words
  return (
    <>
      {words.slice(0, i)}
      <b>{words.slice(i, i + part.length)}</b>
      {words.slice(i + part.length)}
    </>
  )
}

function useCommands(): Command[] {
  const { t } = useTranslation('desktop')
  const navigate = useNavigate()
  const lock = useLock()
  const now = useSyncNow()
  const session = useSession()
  const cases = useCases().data ?? []
  const sync = useSyncStatus().data
  const words = useStandingWords()
  const go = (to: string) => () => void navigate(to)
  return [
    { id: 'all', group: 'go', icon: <Icon of={IconList} />, words: t('commands.allCases'), run: go('/') },
    { id: 'settings', group: 'go', icon: <Icon of={IconSettings} />, words: t('commands.settings'), run: go('/settings') },
    { id: 'new', group: 'do', icon: <Icon of={IconPlus} />, words: t('commands.new'), end: <Key>N</Key>, run: go('/new') },
    { id: 'disc', group: 'do', icon: <Icon of={IconDisc} />, words: t('commands.disc'), run: go('/disc') },
    {
      id: 'sync',
      group: 'do',
      icon: <Icon of={IconRefresh} />,
      words: t('commands.sync'),
      end: sync?.enrolled ? undefined : t('commands.notEnrolled'),
      run: sync?.enrolled ? () => now.mutate() : undefined,
    },
    { id: 'lock', group: 'do', icon: <Icon of={IconLock} />, words: t('commands.lock'), end: <Key>Ctrl L</Key>, run: () => lock() },
    ...cases.map((row): Command => {
      const s = standing(row, session)
      return { id: row.id, group: 'cases', icon: <Glyph kind={s.glyph} />, words: row.name || t('list.noName'), end: words(s), run: go(`/case/${row.id}`) }
    }),
  ]
}
