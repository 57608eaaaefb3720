import { Menu } from '@mantine/core'
import { IconDots, IconX } from '@tabler/icons-react'
import { Button, IconButton } from '@shared/ui/button'
import { Icon } from '@shared/ui/icon'
import { TextField } from '@shared/form/field'
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react'
import { flushSync } from 'react-dom'
import { useFieldArray, useWatch } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import type { CaseView, Fault } from '../../bridge'
import classes from './case.module.css'
import { type SectionForm, useSectionForm } from './use-section-form'

/** a, b, ..., z, aa, ... */
export function letterOf(index: number): string {
  const a = 'a'.charCodeAt(0)
  return index < 26 ? String.fromCharCode(a + index) : letterOf(Math.floor(index / 26) - 1) + letterOf(index % 26)
}

type Questions = { list: ReactNode; texts: string[]; add: (question?: { text: string; parts: string[] }) => void; count: number; fault: Fault | null; reload: () => void }

/** The questions in their order. Ctrl Enter adds the next, Alt with arrows moves one. */
export function useQuestions(view: CaseView): Questions {
  const section = useSectionForm(view, 'questions')
  const { form } = section
  const questions = useFieldArray({ control: form.control, name: 'questions' })
  const focusLast = useRef(false)
  const box = useRef<HTMLOListElement>(null)
  const count = questions.fields.length

  const texts = (useWatch({ control: form.control, name: 'questions' }) ?? []).map(q => q.text)

  const add = (question = { text: '', parts: [] as string[] }) => {
    focusLast.current = true
    questions.append(question, { shouldFocus: false })
  }

  useEffect(() => {
    if (!focusLast.current) return
    focusLast.current = false
    box.current?.querySelector<HTMLInputElement>(`[name="questions.${count - 1}.text"]`)?.focus()
  }, [count])

  function onKeyDown(e: KeyboardEvent) {
    if (!view.editable) return
    if (e.ctrlKey && e.key === 'Enter') {
      e.preventDefault()
      add()
      return
    }
    const name = (e.target as HTMLElement).getAttribute('name') ?? ''
    const at = Number(/^questions\.(\d+)\./.exec(name)?.[1] ?? -1)
    const step = e.key === 'ArrowUp' ? -1 : e.key === 'ArrowDown' ? 1 : 0
    if (!e.altKey || at < 0 || step === 0) return
    const to = at + step
    if (to < 0 || to >= count) return
    e.preventDefault()
    questions.move(at, to)
    requestAnimationFrame(() => box.current?.querySelector<HTMLInputElement>(`[name="questions.${to}.text"]`)?.focus())
  }

  const list = (
    <ol ref={box} onKeyDown={onKeyDown}>
      {questions.fields.map((f, i) => (
        <QuestionRow key={f.id} section={section} index={i} count={count} move={to => questions.move(i, to)} remove={() => questions.remove(i)} />
      ))}
    </ol>
  )
  return { list, texts, count, add, fault: section.fault, reload: section.reload }
}

type RowProps = { section: SectionForm; index: number; count: number; move: (to: number) => void; remove: () => void }

function QuestionRow({ section, index, count, move, remove }: RowProps) {
  const { t } = useTranslation('desktop')
  const { form, text, id, editable } = section
  const parts = useWatch({ control: form.control, name: `questions.${index}.parts` }) ?? []
  const number = index + 1
  const set = (next: string[]) => form.setValue(`questions.${index}.parts`, next, { shouldDirty: true })
  const q = text(`questions.${index}.text`)
  return (
    <li className={classes.question} aria-label={t('history.question', { number })}>
      <span className={classes.number} aria-hidden>
        {number}
      </span>
      <div>
        <div className={classes.questionText}>
          <TextField label={t('history.question', { number })} hideLabel dir="auto" spellCheck {...q} error={q.error && t('history.emptyQuestion', { number })} />
          {editable ? (
            <Menu position="bottom-end">
              <Menu.Target>
                <IconButton label={t('history.questionMore', { number })}>
                  <Icon of={IconDots} />
                </IconButton>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item disabled={index === 0} onClick={() => move(index - 1)}>
                  {t('history.moveUp')}
                </Menu.Item>
                <Menu.Item disabled={index === count - 1} onClick={() => move(index + 1)}>
                  {t('history.moveDown')}
                </Menu.Item>
                <Menu.Divider />
                <Menu.Item data-danger onClick={remove}>
                  {t('history.removeQuestion')}
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
          ) : null}
        </div>
        {parts.map((_, p) => {
          const letter = letterOf(p)
          const part = text(`questions.${index}.parts.${p}`)
          return (
            <div key={p} data-row className={classes.part}>
              <span className={classes.letter} aria-hidden>
                {letter}
              </span>
              <TextField
                label={t('history.part', { letter, number })}
                hideLabel
                dir="auto"
                spellCheck
                placeholder={t('history.partHolder', { number })}
                {...part}
                error={part.error && t('history.emptyPart', { letter })}
              />
              {editable ? (
                <IconButton label={t('history.partMore', { letter, number })} onClick={() => set(parts.filter((_, x) => x !== p))}>
                  <Icon of={IconX} />
                </IconButton>
              ) : null}
            </div>
          )
        })}
        {editable ? (
          <div className={classes.partAct}>
            <Button
              kind="link"
              onClick={() => {
                flushSync(() => set([...parts, '']))
                document.getElementById(id(`questions.${index}.parts.${parts.length}`))?.focus()
              }}
            >
              {t('history.addPart')}
            </Button>
          </div>
        ) : null}
      </div>
    </li>
  )
}
