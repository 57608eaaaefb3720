import { Format } from '@shared/editor/format'
import { RichText } from '@shared/editor/rich-text'
import { formatDay } from '@shared/format/date'
import { Button } from '@shared/ui/button'
import { useToast } from '@shared/ui/toast'
import type { Editor } from '@tiptap/core'
import type { Target } from '@shared/wire/key-image'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePhrases } from '../../api/phrases/phrases'
import type { Case, Overread, Report } from '../../api/types'
import { ActDialog } from '../../lib/act-dialog'
import { BeginReport } from '../../lib/begin-report'
import { CitesHere } from '../../lib/cites-here'
import { useBeforeUnload } from '../../lib/leave-dialog'
import { LeaveKept } from '../../lib/leave-kept'
import { ProofNote } from '../../lib/proof-note'
import { SaveBanner } from '../../lib/save-banner'
import { useCiting } from '../../lib/use-citing'
import { useCitedFromElsewhere } from '../../lib/windows'
import { useWords } from '../../lib/words'
import classes from './reading.module.css'
import { unfinished } from './unfinished'
import { useReport } from './use-report'

/** Names a place in the records where a text is written; false where it could not. */
export type Cite = (target: Target, page?: number) => Promise<boolean>

/** A report or an addendum while it is written: begun with a template, kept by itself, signed when nothing of the template is left. */
export function ReportPane({ c, mine, stored, onPen }: { c: Case; mine: Overread; stored: Report; onPen: (cite: Cite | null) => void }) {
  const { t } = useTranslation('console')
  const say = useWords()
  const toast = useToast()
  const final = mine.state === 'final'
  const act = final ? 'add-to-overread' : 'finalize-overread'
  const title = final ? t('reading.addTitle') : t('reading.title')
  const [first] = useState(stored) // later answers must not write over typing
  const report = useReport(c.id, first)
  const own = usePhrases().data
  const [signing, setSigning] = useState(false)
  const [asked, setAsked] = useState(false)
  const { box, editor, cite, is, places } = useCiting(c.id, first.citations)
  const [active, setActive] = useState<Editor | null>(null)
  useEffect(() => {
    onPen(cite)
    return () => onPen(null)
  }, [cite, onPen])
  useCitedFromElsewhere(c.id, signing ? undefined : target => cite(target, target.page))
  useEffect(() => {
    if (!active) return
    const gone = () => setActive(null)
    active.on('destroy', gone)
    return () => void active.off('destroy', gone)
  }, [active])
  useBeforeUnload(report.state !== 'saved')
  const open = unfinished(report.text)
  const wrong = !report.text.trim() ? t('reading.empty') : open ? t(`reading.left.${open.what}`, { words: open.words }) : ''
  return (
    <>
      <div className={classes.reportHead}>
        <h2 className="oso-grow">{title}</h2>
        {!final && mine.due_at ? <span className="oso-small oso-ink-2">{t('reading.due', { date: formatDay(mine.due_at) })}</span> : null}
        {final ? null : <BeginReport id={c.id} kind={mine.kind} onBegin={text => report.change(report.text.trim() ? `${report.text.trimEnd()}\n\n${text}` : text)} />}
      </div>
      <div className={classes.looks} role="toolbar" aria-label={t('write.marks')}>
        <Format editor={active} of={editor} steps={{ undo: true, redo: true, onStep: way => void editor()?.chain().focus()[way]().run() }} />
      </div>
      <div ref={box} className={classes.sheet} onFocus={() => setActive(editor())}>
        <RichText
          label={title}
          placeholder={final ? t('reading.addPlaceholder') : t('reading.placeholder')}
          value={report.text}
          alone
          is={is}
          phrase={name => own?.phrases.find(p => p.name.toLowerCase() === name.toLowerCase())?.text}
          onChange={report.change}
          onStruck={() => toast(t('write.struck'))}
        />
      </div>
      <CitesHere c={c} text={report.text} places={places} className={classes.named} />
      <SaveBanner draft={report} moved={false} onLoad={report.load} />
      <footer className={classes.foot}>
        <span role="status" className="oso-small oso-ink-2">
          {report.state === 'saving' ? t('write.saving') : report.state === 'unsaved' ? t('write.unsaved') : report.text ? t('reading.kept') : ''}
        </span>
        {asked && wrong ? (
          <span role="alert" className={classes.wrong}>
            {wrong}
          </span>
        ) : (
          <span className="oso-grow" />
        )}
        <Button
          kind="primary"
          onClick={() => {
            setAsked(true)
            if (wrong) editor()?.commands.focus()
            else void report.flush().then(ok => setSigning(ok))
          }}
        >
          {say('act', act)}
        </Button>
      </footer>
      {signing ? <ActDialog c={c} act={act} given={{ kind: first.kind, report: report.text, row_version: report.rowVersion() }} before={<ProofNote c={c} text={report.text} editor={editor} onLeave={() => setSigning(false)} />} onClose={() => setSigning(false)} /> : null}
      <LeaveKept draft={report} title={t('leave.reportTitle')} words={t('leave.report')} />
    </>
  )
}
