import { after } from '@shared/after'
import { Button } from '@shared/ui/button'
import { Dialog } from '@shared/ui/dialog'
import { useToast } from '@shared/ui/toast'
import { TextField } from '@shared/form/field'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useDiscardCase } from '../../api/cases/discard-case'
import type { CaseView } from '../../bridge'
import { FaultNote } from '../../lib/fault-view'

/** Destroys a draft that was never sent; the family name is typed to confirm. */
export function DiscardDraft({ view }: { view: CaseView }) {
  const { t } = useTranslation('desktop')
  const navigate = useNavigate()
  const toast = useToast()
  const discard = useDiscardCase()
  const [open, setOpen] = useState(false)
  const [typed, setTyped] = useState('')
  const [wrong, setWrong] = useState(false)
  const { family, ideographic } = view.document.patient.name
  const name = family || ideographic

  function act() {
    const right = typed.trim().toLowerCase() === name.trim().toLowerCase()
    setWrong(!right)
    if (!right) return
    after(discard.mutateAsync({ id: view.row.id, family: typed.trim() }), {
      done: () => toast(t('case.discarded')),
      lead: () => void navigate('/'),
      failed: 'shown',
    })
  }

  return (
    <>
      <Button kind="danger" onClick={() => setOpen(true)}>
        {t('case.discard')}
      </Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title={t('case.discardTitle')}
        busy={discard.isPending}
        buttons={
          <>
            <Button kind="danger" busy={discard.isPending && t('case.discarding')} onClick={act}>
              {t('case.discardAct')}
            </Button>
            <Button data-autofocus onClick={() => setOpen(false)}>
              {t('case.keep')}
            </Button>
          </>
        }
      >
        <p>{name ? t('case.discardSays') : t('case.discardNameless')}</p>
        {name ? <TextField label={t('case.discardType')} placeholder={name} dir="auto" value={typed} onChange={e => setTyped(e.target.value)} error={wrong ? t('case.discardWrong') : undefined} /> : null}
        <FaultNote fault={discard.error} />
      </Dialog>
    </>
  )
}
