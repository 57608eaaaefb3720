import { IconPlus } from '@tabler/icons-react'
import { Button } from '@shared/ui/button'
import { Icon } from '@shared/ui/icon'
import { SectionHead } from '@shared/ui/page'
import { AreaField, Stack, TextField } from '@shared/form/field'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useGuide } from '../../api/cases/guide-case'
import { isDiagnosed } from '../../lib/document'
import classes from './case.module.css'
import { Offer } from './offer'
import { useQuestions } from './questions'
import { SectionPage, useCaseView } from './section-page'
import { useSectionForm } from './use-section-form'

/** The history in the physician's words, and the questions. */
export function HistoryPage() {
  const { t } = useTranslation('desktop')
  const view = useCaseView()
  const section = useSectionForm(view, 'history')
  const questions = useQuestions(view)
  const guide = useGuide(view.row.id).data
  const { text } = section
  const past = view.document.history
  const [more, setMore] = useState(Boolean(past.past || past.family || past.social || view.document.reason))
  return (
    <SectionPage
      view={view}
      page="history"
      fault={section.fault ?? questions.fault}
      reload={() => {
        section.reload()
        questions.reload()
      }}
      footStart={
        view.editable ? (
          <Button icon={<Icon of={IconPlus} />} keys="Ctrl Enter" onClick={() => questions.add()}>
            {t('history.addQuestion', { number: questions.count + 1 })}
          </Button>
        ) : undefined
      }
    >
      <SectionHead first title={t('history.title')} />
      <Stack>
        <TextField label={t('history.diagnosis')} dir="auto" spellCheck {...text('diagnosis.text')} />
        <TextField label={t('history.complaint')} dir="auto" spellCheck {...text('history.chief_complaint')} />
        <AreaField label={t('history.present')} rows={4} {...text('history.present_illness')} />
        <AreaField label={t('history.medication')} rows={2} {...text('history.medication')} />
        <AreaField label={t('history.allergies')} rows={1} {...text('history.allergies')} />
        <AreaField label={t('history.plan')} rows={2} {...text('plan')} />
        {more ? (
          <>
            <AreaField label={t('history.reason')} optional rows={2} {...text('reason')} />
            <AreaField label={t('history.past')} optional rows={2} {...text('history.past')} />
            <AreaField label={t('history.family')} optional rows={2} {...text('history.family')} />
            <AreaField label={t('history.social')} optional rows={2} {...text('history.social')} />
            <TextField label={t('history.icd10')} optional width="10rem" {...text('diagnosis.icd10')} />
          </>
        ) : (
          <div className={classes.partAct}>
            <Button kind="link" onClick={() => setMore(true)}>
              {t('history.more')}
            </Button>
          </div>
        )}
      </Stack>
      <SectionHead title={t('history.questions')} note={t('history.questionsNote')} />
      {questions.list}
      {view.editable && guide ? <Offer title={t('history.asksOften')} lines={guide.questions} there={questions.texts} diagnosed={isDiagnosed(view.document)} onAdd={q => questions.add({ text: q.text, parts: [...q.parts] })} /> : null}
    </SectionPage>
  )
}
