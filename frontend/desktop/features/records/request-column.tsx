import { after } from '@shared/after'
import { AreaField } from '@shared/form/field'
import { RadioField } from '@shared/form/choice'
import { Button } from '@shared/ui/button'
import { Loading } from '@shared/ui/states'
import { useToast } from '@shared/ui/toast'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useKeptWords } from '../../api/cases/kept-words'
import { useCopyLetter, useRequests, useSaveRequest } from '../../api/records/requests'
import type { RequestLetter } from '../../bridge'
import { FaultNote } from '../../lib/fault-view'
import { PaperChoice, usePaper } from '../../lib/paper'
import classes from './decide.module.css'

/** The letters to the places that made the records: what is missing there, as text that a person may change. */
export function RequestColumn({ caseId, onBack }: { caseId: string; onBack: () => void }) {
  const { t } = useTranslation('desktop')
  const requests = useRequests(caseId)
  const [chosen, setChosen] = useState('')
  const all = requests.data ?? []
  const letter = all.find(l => l.id === chosen) ?? all[0]
  return (
    <div className={classes.form}>
      <h2>{t('request.title')}</h2>
      <FaultNote fault={requests.error} />
      {!requests.data && !requests.error ? <Loading what={t('request.loading')} /> : null}
      {requests.data && !letter ? <p className="oso-ink-2">{t('request.none')}</p> : null}
      {all.length > 1 && letter ? (
        <RadioField
          legend={t('request.places')}
          value={letter.id}
          onChange={setChosen}
          choices={all.map(l => ({ value: l.id, label: <bdi>{l.place || t('request.unknown')}</bdi> }))}
        />
      ) : null}
      {letter ? <Letter key={letter.id} caseId={caseId} letter={letter} /> : null}
      <Button kind="plain" wide onClick={onBack}>
        {t('request.back')}
      </Button>
    </div>
  )
}

function Letter({ caseId, letter }: { caseId: string; letter: RequestLetter }) {
  const { t } = useTranslation('desktop')
  const save = useSaveRequest()
  const copy = useCopyLetter()
  const toast = useToast()
  const [paper, setPaper] = usePaper(letter.paper)
  const [typed, setTyped, forget] = useKeptWords(caseId, `request/${letter.id}`)
  const text = typed || letter.text
  return (
    <>
      <AreaField label={t('request.letter')} hint={t('request.hint')} rows={14} value={text} onChange={e => setTyped(e.target.value)} spellCheck />
      {typed && typed !== letter.text ? (
        <Button kind="link" onClick={forget}>
          {t('request.anew')}
        </Button>
      ) : null}
      <PaperChoice paper={paper} onPaper={setPaper} />
      <FaultNote fault={save.error ?? copy.error} />
      <Button kind="primary" wide busy={save.isPending && t('request.saving')} onClick={() => after(save.mutateAsync({ text, paper }), { done: at => at && toast(t('request.saved')), failed: 'shown' })}>
        {t('request.save')}
      </Button>
      <Button wide onClick={() => after(copy.mutateAsync(text), { done: () => toast(t('request.copied')), failed: 'shown' })}>
        {t('request.copy')}
      </Button>
    </>
  )
}
