import { after } from '@shared/after'
import { AreaField } from '@shared/form/field'
import { type Choice, RadioField } from '@shared/form/choice'
import { Button } from '@shared/ui/button'
import { Note } from '@shared/ui/notice'
import { useToast } from '@shared/ui/toast'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useKeptWords } from '../../api/cases/kept-words'
import { useCorrectCase } from '../../api/records/correct-case'
import { useDecide } from '../../api/records/decide'
import { useTakeBack } from '../../api/records/take-back'
import type { Discrepancy } from '../../bridge'
import { Compare, useIdentityWords } from './compare'
import { DecideForm } from './decide-form'
import { alike, type Matter } from './matters'
import { Subjects } from './subjects'

type Props = {
  caseId: string
  matter: Extract<Matter, { kind: 'open' | 'decided' }>
  all: Matter[]
  onSeveral: (ids: ReadonlySet<string>) => void
  onDone: () => void
}

/** What it is about, what agrees and differs, the choices with what follows, and the reason that is kept. */
export function DecideColumn({ caseId, matter, all, onSeveral, onDone }: Props) {
  const { t } = useTranslation('desktop')
  const f = matter.discrepancy
  const decide = useDecide()
  const correct = useCorrectCase()
  const takeBack = useTakeBack()
  const toast = useToast()
  // Typed for this: a lock or a crash takes neither the words nor the choice.
  const [reason, setReason, forgetReason] = useKeptWords(caseId, `decision/${f.id}`)
  const [kept, setKept, forgetChoice] = useKeptWords(caseId, `choice/${f.id}`)
  const [taken, setTaken] = useState<ReadonlySet<string>>(new Set(f.subjects.map(s => s.record)))
  const [asked, setAsked] = useState(false)
  const { choices, acts } = useChoices(f)
  const choice = choices.find(c => c.value === kept)?.value ?? (reason ? 'keep' : '')
  const needsReason = choice !== '' && choice !== 'leave'
  const empty = needsReason && reason.trim() === ''
  const same = alike(all, matter)
  const some = f.subjects.length > 1
  const none = some && taken.size === 0
  const working = decide.isPending || correct.isPending

  function done() {
    forgetReason()
    forgetChoice()
    onDone()
  }

  function act() {
    setAsked(true)
    if (choice === '' || empty || none || working) return
    if (choice.startsWith('case/')) {
      after(correct.mutateAsync({ case: caseId, discrepancy: f.id, field: choice.slice(5), reason: reason.trim() }), { done, failed: 'shown' })
      return
    }
    const records = some ? f.subjects.filter(s => taken.has(s.record)).flatMap(s => s.records) : f.records
    const said = choice === 'earlier' ? `${t('decide.earlierReason')} ${reason.trim()}` : reason.trim()
    const accept = choice !== 'leave'
    after(decide.mutateAsync({ case: caseId, choices: [{ code: f.code, records }], accept, reason: accept ? said : '' }), {
      done: () => {
        toast(accept ? t('decide.keptToast') : t('decide.outToast'), { label: t('decide.undo'), run: () => takeBack.mutate({ id: caseId, code: f.code, records }) })
        done()
      },
      failed: 'shown',
    })
  }

  const withReason = (c: Choice<string>): Choice<string> =>
    c.value === 'leave'
      ? c
      : {
          ...c,
          below: (
            <AreaField
              label={f.compare.length > 0 ? t('records.how') : t('records.why')}
              hint={t('records.howHint')}
              rows={2}
              value={reason}
              onChange={e => setReason(e.target.value)}
              error={asked && empty ? t('records.needReason') : undefined}
            />
          ),
        }

  return (
    <DecideForm act={acts[choice] ?? t('decide.choose')} onAct={act} busy={working} fault={decide.error ?? correct.error}>
      <h2>{f.compare.length > 0 ? t('records.samePerson') : f.title}</h2>
      {f.blocks ? <p className="oso-small oso-problem">{t('decide.stopsSeal')}</p> : null}
      {f.compare.length > 0 ? <Compare discrepancy={f} /> : null}
      <Subjects subjects={f.subjects} chosen={taken} onChoose={setTaken} missing={matter.group === 'missing'} />
      {none && asked ? <p className="oso-small oso-problem">{t('decide.needSome')}</p> : null}
      {f.message ? <Note>{f.message}</Note> : null}
      <RadioField
        strong
        legend={t('records.decision')}
        hideLegend
        value={choice}
        onChange={setKept}
        error={asked && choice === '' ? t('records.needChoice') : undefined}
        choices={choices.map(withReason)}
      />
      {same.length > 1 ? (
        <Button kind="link" onClick={() => onSeveral(new Set(same.map(m => m.id)))}>
          {t('decide.allAlike', { count: same.length })}
        </Button>
      ) : null}
    </DecideForm>
  )
}

/** The choices that there are, and what the button says for each. */
function useChoices(f: Discrepancy): { choices: Choice<string>[]; acts: Record<string, string> } {
  const { t } = useTranslation('desktop')
  const { say, label } = useIdentityWords()
  const choices: Choice<string>[] = []
  const acts: Record<string, string> = {}
  const add = (value: string, name: string, description: string, act: string) => {
    choices.push({ value, label: name, description })
    acts[value] = act
  }
  if (f.compare.length > 0) {
    add('keep', t('records.same'), t('decide.sameSays'), t('records.keepAct'))
    const differs = f.compare.filter(c => c.answer === 'differs').map(c => c.field)
    const dated = f.compare.some(c => c.field === 'birth_date' && c.answer === 'agrees')
    if (differs.length === 1 && differs[0] === 'name' && dated) add('earlier', t('decide.earlier'), t('decide.earlierSays'), t('records.keepAct'))
    for (const c of f.correct) {
      const words = { field: label(c.field).toLowerCase(), from: say(c.field, c.from), to: say(c.field, c.to) }
      add(`case/${c.field}`, t('decide.caseWrong', words), `${t('decide.caseWrongSays', words)}${c.agreement ? ` ${t('decide.signAgain')}` : ''}`, t('decide.caseAct'))
    }
    add('leave', t('records.other'), t('decide.otherSays'), t('records.leaveAct'))
    return { choices, acts }
  }
  const rank = (['unreadable', 'missing', 'hint'] as const).find(r => r === f.rank) ?? 'whose'
  if (f.code === 'left-out') {
    add('keep', t('decide.backIn'), t('decide.backInSays'), t('records.backAct'))
    add('leave', t('decide.stayOut'), t('decide.stayOutSays'), t('records.leaveAct'))
    return { choices, acts }
  }
  add('keep', t(`decide.keep.${rank}`), t(`decide.keepSays.${rank}`), rank === 'missing' ? t('decide.goOnAct') : t('records.keepAct'))
  add('leave', t('records.leaveThem'), t('decide.otherSays'), t('records.leaveAct'))
  return { choices, acts }
}
