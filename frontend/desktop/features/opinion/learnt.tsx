import { after } from '@shared/after'
import { AreaField, Stack } from '@shared/form/field'
import { Button } from '@shared/ui/button'
import { Sheet } from '@shared/ui/dialog'
import { useToast } from '@shared/ui/toast'
import { useTranslation } from 'react-i18next'
import { useSaveNote } from '../../api/cases/afterwards'
import { useKeptWords } from '../../api/cases/kept-words'
import { FaultNote } from '../../lib/fault-view'

/** What the physician learnt from the opinion: kept with the case, and saved as a text without the patient. */
export function LearntSheet({ id, open, onClose }: { id: string; open: boolean; onClose: () => void }) {
  const { t } = useTranslation('desktop')
  return (
    <Sheet open={open} onClose={onClose} title={t('learnt.title')}>
      {open ? <Note id={id} /> : null}
    </Sheet>
  )
}

function Note({ id }: { id: string }) {
  const { t } = useTranslation('desktop')
  const toast = useToast()
  const save = useSaveNote(id)
  const [text, write] = useKeptWords(id, 'learnt')
  return (
    <Stack>
      <p className="oso-ink-2">{t('learnt.lead')}</p>
      <AreaField label={t('learnt.words')} rows={8} dir="auto" value={text} onChange={e => write(e.target.value)} />
      <FaultNote fault={save.error} />
      <p>
        <Button kind="primary" busy={save.isPending && t('learnt.saving')} onClick={() => after(save.mutateAsync(text), { done: saved => saved && toast(t('learnt.saved')), failed: 'shown' })}>
          {t('learnt.save')}
        </Button>
      </p>
    </Stack>
  )
}
