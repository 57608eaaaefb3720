import { after } from '@shared/after'
import { RadioField } from '@shared/form/choice'
import { AreaField, Stack } from '@shared/form/field'
import { Button } from '@shared/ui/button'
import { SectionHead } from '@shared/ui/page'
import { useToast } from '@shared/ui/toast'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useTellOutcome } from '../../api/cases/afterwards'
import { useKeptWords } from '../../api/cases/kept-words'
import { FaultNote } from '../../lib/fault-view'
import { useSession } from '../../lib/session-context'

const diagnoses = ['confirmed', 'refined', 'changed', 'unknown'] as const
const treatments = ['as-planned', 'partly', 'changed', 'unknown'] as const

/** What became of the case: two taps and, for whoever wants, words. The physician's to say. */
export function OutcomeForm({ id }: { id: string }) {
  const { t } = useTranslation('desktop')
  const { role } = useSession()
  const toast = useToast()
  const tell = useTellOutcome(id)
  const [diagnosis, setDiagnosis] = useState('')
  const [treatment, setTreatment] = useState('')
  const [words, write, done] = useKeptWords(id, 'outcome')
  const [tried, setTried] = useState(false)
  if (role !== 'physician') return <p className="oso-ink-2">{t('outcome.physician')}</p>
  function send() {
    setTried(true)
    if (!diagnosis || !treatment || tell.isPending) return
    after(tell.mutateAsync({ diagnosis, treatment, words }), {
      done: () => {
        done()
        toast(t('outcome.sent'))
      },
      failed: 'shown',
    })
  }
  return (
    <section aria-label={t('outcome.title')}>
      <SectionHead first title={t('outcome.title')} />
      <Stack>
        <p className="oso-small oso-ink-2">{t('outcome.note')}</p>
        <RadioField
          legend={t('outcome.diagnosis')}
          value={diagnosis}
          onChange={setDiagnosis}
          choices={diagnoses.map(value => ({ value, label: t(`outcome.diagnoses.${value}`) }))}
          error={tried && !diagnosis ? t('outcome.need') : undefined}
        />
        <RadioField
          legend={t('outcome.treatment')}
          value={treatment}
          onChange={setTreatment}
          choices={treatments.map(value => ({ value, label: t(`outcome.treatments.${value}`) }))}
          error={tried && !treatment ? t('outcome.need') : undefined}
        />
        <AreaField label={t('outcome.words')} optional rows={3} dir="auto" value={words} onChange={e => write(e.target.value)} />
        <FaultNote fault={tell.error} />
        <p>
          <Button kind="primary" busy={tell.isPending && t('messages.sending')} onClick={send}>
            {t('outcome.send')}
          </Button>
        </p>
      </Stack>
    </section>
  )
}
