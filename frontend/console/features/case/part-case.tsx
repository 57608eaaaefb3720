import { RichText } from '@shared/editor/rich-text'
import { formatDay } from '@shared/format/date'
import { Button } from '@shared/ui/button'
import { Note } from '@shared/ui/notice'
import { Loading } from '@shared/ui/states'
import { useToast } from '@shared/ui/toast'
import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { readPart, useKeepPart, useOwnPart } from '../../api/parts/own-part'
import { usePhrases } from '../../api/phrases/phrases'
import type { Case, OwnPart, Part } from '../../api/types'
import { ActDialog } from '../../lib/act-dialog'
import { CitedText } from '../../lib/cited-text'
import { CitesHere } from '../../lib/cites-here'
import { FaultPage } from '../../lib/fault-view'
import { useBeforeUnload } from '../../lib/leave-dialog'
import { LeaveKept } from '../../lib/leave-kept'
import { ProofNote } from '../../lib/proof-note'
import { SaveBanner } from '../../lib/save-banner'
import { useCiting } from '../../lib/use-citing'
import { type KeptText, useKeptText } from '../../lib/use-kept-text'
import { useCitedFromElsewhere } from '../../lib/windows'
import { useWords } from '../../lib/words'
import classes from './case.module.css'
import { WorkFrame } from './work-frame'

/** A part of another's opinion: the case, and the part that its author writes and signs. */
export function PartCase({ c, mine }: { c: Case; mine: Part }) {
  const { t } = useTranslation('console')
  const signed = mine.state === 'signed'
  const own = useOwnPart(c.id, mine.id, !signed)
  return (
    <WorkFrame c={c}>
      {signed ? (
        <div className={classes.report} tabIndex={0}>
          <Note kind="done" title={t('ownPart.signed', { heading: mine.heading })}>
            {t('ownPart.signedAt', { at: formatDay(mine.signed_at ?? '') })}
          </Note>
          <div className={classes.partWords}>
            <CitedText c={c} text={mine.text} citations={mine.citations} />
          </div>
        </div>
      ) : own.data && own.isFetchedAfterMount ? ( // what is typed over an older one could not be kept
        <Writing key={mine.id} c={c} mine={mine} stored={own.data} />
      ) : (
        <div className={classes.report}>{own.error ? <FaultPage fault={own.error} retry={() => void own.refetch()} /> : <Loading what={t('case.loading')} />}</div>
      )}
    </WorkFrame>
  )
}

function Writing({ c, mine, stored }: { c: Case; mine: Part; stored: OwnPart }) {
  const { t } = useTranslation('console')
  const say = useWords()
  const toast = useToast()
  const { data: phrases } = usePhrases()
  const [first] = useState<KeptText>({ text: stored.text, row_version: stored.row_version }) // later answers must not write over typing
  const { mutateAsync: keep } = useKeepPart(c.id, mine.id)
  const read = useCallback(() => readPart(c.id, mine.id), [c.id, mine.id])
  const part = useKeptText(first, { keep, read })
  const [signing, setSigning] = useState(0) // over which row version
  const [empty, setEmpty] = useState(false)
  useBeforeUnload(part.state !== 'saved')
  const { box, editor, cite, is, places } = useCiting(c.id, stored.citations)
  useCitedFromElsewhere(c.id, signing > 0 ? undefined : target => cite(target, target.page))
  const missing = empty && !part.text.trim()
  async function sign() {
    setEmpty(true)
    if (part.text.trim() && (await part.flush())) setSigning(part.rowVersion())
  }
  return (
    <>
      <div className={classes.report}>
        <h2 className={classes.partName}>{mine.heading}</h2>
        {mine.asked ? (
          <Note title={t('ownPart.asked')}>
            <span dir="auto">{mine.asked}</span>
          </Note>
        ) : null}
        {mine.said ? (
          <Note kind="time" title={t('ownPart.returned')}>
            {mine.said}
          </Note>
        ) : (
          <p className="oso-small oso-ink-2">{t('ownPart.lead')}</p>
        )}
        <p className={mine.late ? 'oso-small oso-time' : 'oso-small oso-ink-2'}>{t(mine.late ? 'ownPart.late' : 'ownPart.due', { due: formatDay(mine.due_at) })}</p>
        <div ref={box} className={classes.partPaper}>
          <RichText
            label={mine.heading}
            value={part.text}
            placeholder={t('ownPart.placeholder')}
            small
            alone
            is={is}
            phrase={name => phrases?.phrases.find(p => p.name.toLowerCase() === name.toLowerCase())?.text}
            onChange={part.change}
            onStruck={() => toast(t('write.struck'))}
          />
        </div>
        <CitesHere c={c} text={part.text} places={places} />
        {missing ? (
          <p role="alert" className="oso-small oso-problem">
            {t('ownPart.empty')}
          </p>
        ) : null}
        <SaveBanner draft={part} moved={false} onLoad={part.load} />
      </div>
      <footer className={classes.foot}>
        <span role="status" className="oso-small oso-ink-2">
          {part.state === 'saving' ? t('write.saving') : part.state === 'unsaved' ? t('write.unsaved') : part.text ? t('reading.kept') : ''}
        </span>
        <span className="oso-grow" />
        <Button kind="primary" onClick={() => void sign()}>
          {say('act', 'sign-part')}
        </Button>
      </footer>
      {signing > 0 ? <ActDialog c={c} act="sign-part" given={{ part: mine.id, row_version: signing }} before={<ProofNote c={c} text={part.text} editor={editor} onLeave={() => setSigning(0)} />} onClose={() => setSigning(0)} onDone={() => toast(say('event', 'sign-part'))} /> : null}
      <LeaveKept draft={part} title={t('ownPart.leaveTitle')} words={t('ownPart.leave')} />
    </>
  )
}
