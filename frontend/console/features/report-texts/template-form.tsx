import { RichText } from '@shared/editor/rich-text'
import { RadioField } from '@shared/form/choice'
import { FieldError, TextField } from '@shared/form/field'
import { Button } from '@shared/ui/button'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ReportText } from '../../api/types'
import { useWords } from '../../lib/words'
import classes from './report-texts.module.css'

type Props = { text: ReportText; places: readonly string[]; onKeep: (x: ReportText) => void; onDone: () => void }

/** One template: for which review and modality, and its headings with what stands under them. */
export function TemplateForm({ text, places, onKeep, onDone }: Props) {
  const { t } = useTranslation('console')
  const say = useWords()
  const [x, setX] = useState(text)
  const [asked, setAsked] = useState(false)
  function done(e: FormEvent) {
    e.preventDefault()
    setAsked(true)
    if (!x.name.trim() || !x.words.trim()) return
    onKeep({ ...x, name: x.name.trim(), modality: x.modality.trim().toUpperCase() })
    onDone()
  }
  return (
    <form className={classes.form} onSubmit={done} noValidate>
      <TextField label={t('messageTexts.name')} dir="auto" maxLength={120} value={x.name} onChange={e => setX({ ...x, name: e.target.value })} error={asked && !x.name.trim() ? t('reportTexts.nameNeed') : undefined} autoFocus />
      <RadioField
        legend={t('reportTexts.review')}
        look="line"
        value={x.review as 'imaging' | 'pathology'}
        onChange={review => setX({ ...x, review })}
        choices={[
          { value: 'imaging', label: say('service', 'imaging-review') },
          { value: 'pathology', label: say('service', 'pathology-review') },
        ]}
      />
      <TextField label={t('reportTexts.modality')} hint={t('reportTexts.modalityHint')} optional maxLength={16} width="8rem" value={x.modality} onChange={e => setX({ ...x, modality: e.target.value })} />
      <div>
        <p className={classes.label}>{t('messageTexts.words')}</p>
        <p className="oso-small oso-ink-2">{t('reportTexts.places', { places: places.map(p => `{${p}}`).join(', ') })}</p>
        <div className={classes.editor}>
          <RichText label={t('messageTexts.words')} value={x.words} alone is={() => false} onChange={words => setX(old => ({ ...old, words }))} />
        </div>
        <FieldError message={asked && !x.words.trim() ? t('reportTexts.wordsNeed') : undefined} />
      </div>
      <div className={classes.acts}>
        <Button type="submit">{t('messageTexts.keep')}</Button>
        <Button kind="link" onClick={onDone}>
          {t('register.leave')}
        </Button>
      </div>
    </form>
  )
}
