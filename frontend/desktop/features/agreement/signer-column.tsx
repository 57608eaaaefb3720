import { after } from '@shared/after'
import { formatDay } from '@shared/format/date'
import { IconDownload, IconPrinter } from '@tabler/icons-react'
import { Button, ButtonLink } from '@shared/ui/button'
import { Icon } from '@shared/ui/icon'
import { Note } from '@shared/ui/notice'
import { useToast } from '@shared/ui/toast'
import { CheckField, RadioField } from '@shared/form/choice'
import { Field, FieldError, Stack, TextField } from '@shared/form/field'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useChooseScan } from '../../api/agreement/choose-scan'
import { useSaveSheet } from '../../api/agreement/save-sheet'
import { useSignAgreement } from '../../api/agreement/sign'
import type { AgreementText, CaseView } from '../../bridge'
import { FaultNote } from '../../lib/fault-view'
import { PaperChoice, usePaper } from '../../lib/paper'
import { useRelationWords } from '../../lib/relation-field'
import classes from './agreement.module.css'
import { SignaturePad, type SignaturePadHandle } from './signature-pad'

/** The form as a file, for who prints or signs it elsewhere. */
function SaveSheet({ id, offered }: { id: string; offered: string }) {
  const { t } = useTranslation('desktop')
  const toast = useToast()
  const [paper, setPaper] = usePaper(offered)
  const save = useSaveSheet(id)
  return (
    <>
      <PaperChoice paper={paper} onPaper={setPaper} />
      <Button icon={<Icon of={IconDownload} />} busy={save.isPending && t('opinion.saving')} onClick={() => after(save.mutateAsync(paper), { done: at => at && toast(t('agreement.sheetSaved')), failed: 'shown' })}>
        {t('agreement.saveSheet')}
      </Button>
      <FaultNote fault={save.error} />
    </>
  )
}

type Props = {
  view: CaseView
  text: AgreementText
  allShown: boolean
  /** Whether the patient wants the courtesy copy (R19): asked beside the text, and no part of it. */
  copy: boolean
  onCopy: (copy: boolean) => void
}

/** Who signs, how, and the act. On paper the desk records what was signed. */
export function SignerColumn({ view, text, allShown, copy, onCopy }: Props) {
  const { t } = useTranslation('desktop')
  const navigate = useNavigate()
  const { document: doc } = view
  const rep = doc.patient.representative
  const { given, middle, family, ideographic } = doc.patient.name
  const patientName = [given, middle, family].filter(Boolean).join(' ') || ideographic
  const [self, setSelf] = useState(!rep)
  const relation = useRelationWords()
  const [signer, setSigner] = useState(rep?.name || patientName)
  const [paper, setPaper] = useState(false)
  const [how, setHow] = useState<'scan' | 'attested'>('attested')
  const [scan, setScan] = useState('')
  const [bears, setBears] = useState('') // an earlier text
  const [inked, setInked] = useState(false)
  const [understood, setUnderstood] = useState(false)
  const [asked, setAsked] = useState(false)
  const pad = useRef<SignaturePadHandle>(null)
  const choose = useChooseScan()
  const sign = useSignAgreement()
  const back = `/case/${view.row.id}/agreement`

  const missing = {
    signer: signer.trim() === '' ? t('agreement.needSigner') : undefined,
    signature: !paper && !inked ? t('agreement.needSignature') : undefined,
    scan: paper && how === 'scan' && !scan ? t('agreement.needScan') : undefined,
    shown: !paper && !allShown ? t('agreement.needShown') : undefined,
    understood: !paper && !understood ? t('agreement.needUnderstood') : undefined,
  }

  function act() {
    setAsked(true)
    if (Object.values(missing).some(Boolean) || sign.isPending) return
    after(
      sign.mutateAsync({
        case: view.row.id,
        version: text.version,
        sha256: text.sha256,
        bears: paper ? bears : '',
        signer: signer.trim(),
        relation: self ? 'self' : (rep?.relation ?? ''),
        method: paper ? how : 'screen',
        ink: paper ? '' : (pad.current?.png() ?? ''),
        scan: paper && how === 'scan' ? scan : '',
        copy,
      }),
      { lead: () => void navigate(back), failed: 'shown' },
    )
  }

  return (
    <aside className={classes.signer} aria-label={t('agreement.signing')}>
      <h2>{paper ? t('agreement.paperTitle') : t('agreement.signing')}</h2>
      <Stack>
        <RadioField
          legend={t('agreement.whoSigns')}
          hideLegend
          value={self ? 'self' : 'other'}
          onChange={v => {
            setSelf(v === 'self')
            setSigner(v === 'self' ? patientName : (rep?.name ?? ''))
          }}
          choices={[
            { value: 'self', label: t('agreement.isPatient') },
            { value: 'other', label: t('agreement.forThePatient') },
          ]}
        />
        {self ? null : rep ? (
          <p className="oso-small">
            {t('agreement.signsAs')} <b>{relation(rep.relation)}</b>
          </p>
        ) : (
          <Note kind="time" title={t('agreement.noRepresentative')} act={<ButtonLink to={`/case/${view.row.id}/patient?field=patient.representative`}>{t('agreement.nameRepresentative')}</ButtonLink>}>
            {t('agreement.noRepresentativeSays')}
          </Note>
        )}
        <TextField label={t('agreement.signer')} dir="auto" value={signer} onChange={e => setSigner(e.target.value)} error={asked ? missing.signer : undefined} />
        {paper ? (
          <>
            <RadioField
              legend={t('agreement.method')}
              value={how}
              onChange={setHow}
              choices={[
                { value: 'attested', label: t('agreement.attest'), description: t('agreement.attestSays') },
                {
                  value: 'scan',
                  label: t('agreement.scan'),
                  description: t('agreement.paperSays', { version: bears || text.version }),
                  below: (
                    <>
                      <Button onClick={() => after(choose.mutateAsync(), { done: p => p && setScan(p), failed: 'shown' })}>{t('agreement.chooseScan')}</Button>
                      <p className="oso-small oso-ink-2" role="status">
                        {scan ? t('agreement.scanChosen') : ''}
                      </p>
                      <FieldError message={asked ? missing.scan : undefined} />
                    </>
                  ),
                },
              ]}
            />
            {text.earlier.length > 0 ? (
              <RadioField
                legend={t('agreement.bears')}
                value={bears}
                onChange={setBears}
                choices={[
                  { value: '', label: t('agreement.bearsThis', { version: text.version }) },
                  ...text.earlier.map(e => ({ value: e.version, label: t('agreement.bearsEarlier', { version: e.version, date: formatDay(e.date) }), description: t('agreement.bearsSays') })),
                ]}
              />
            ) : null}
            <FaultNote fault={choose.error} />
            {/* First the form whose pages are ours: printed from here it is on whatever paper the printer says. */}
            <SaveSheet id={view.row.id} offered={text.paper} />
            <Button icon={<Icon of={IconPrinter} />} onClick={() => window.print()}>
              {t('agreement.print')}
            </Button>
          </>
        ) : (
          <Field label={t('agreement.signature')} error={asked ? missing.signature : undefined}>
            {({ id, describedBy, invalid }) => (
              <>
                <SignaturePad ref={pad} id={id} describedBy={describedBy} invalid={invalid} label={t('agreement.pad')} clear={t('agreement.clear')} onInk={setInked} />
                <span className="oso-small oso-ink-2">{t('agreement.padHint')}</span>
              </>
            )}
          </Field>
        )}
        <span className="oso-small">
          <Button kind="link" onClick={() => setPaper(!paper)}>
            {paper ? t('agreement.screenInstead') : t('agreement.paper')}
          </Button>
        </span>
        {paper ? null : <CheckField label={t('agreement.understood')} checked={understood} onChange={setUnderstood} error={asked ? missing.understood : undefined} />}
        <CheckField label={paper ? t('agreement.copyPaper') : t('agreement.copy')} checked={copy} onChange={onCopy} />
      </Stack>
      <div className={classes.end}>
        <FieldError message={asked ? missing.shown : undefined} />
        <FaultNote fault={sign.error} />
        <p className="oso-small oso-ink-2">{t('agreement.note')}</p>
        <Button kind="primary" size="lg" wide onClick={act} busy={sign.isPending && t('agreement.acting')}>
          {paper ? t('agreement.actPaper') : t('agreement.act')}
        </Button>
      </div>
    </aside>
  )
}
