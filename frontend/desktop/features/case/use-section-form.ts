import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { type FieldPath, useForm, type UseFormReturn } from 'react-hook-form'
import { useSearchParams } from 'react-router'
import { keys } from '../../api/keys'
import { useCheck } from '../../api/cases/check-case'
import { useUnsaved, useUnsavedFault } from '../../api/cases/save-section'
import type { SectionName } from '../../api/cases/unsaved'
import type { CaseDocument, CaseView, Fault } from '../../bridge'
import { wholeDocument } from '../../lib/document'
import { formPath } from './readiness'

type Path = FieldPath<CaseDocument>

export type SectionForm = {
  form: UseFormReturn<CaseDocument>
  /** Everything a plain field needs: name, id, ref, error, read only. */
  text: (path: Path) => ReturnType<UseFormReturn<CaseDocument>['register']> & { id: string; error: string | undefined; readOnly: boolean }
  /** The sentence under a field: said after it was left, or when somebody was sent there. */
  error: (path: string) => string | undefined
  id: (path: string) => string
  editable: boolean
  fault: Fault | null
  reload: () => void
}

/**
 * A section that saves itself: after a pause in typing and at the latest each second,
 * on leaving a field, and on leaving the page. What is wrong comes from the case's own
 * check, so that the page and the seal never disagree; it is shown after a field was left.
 */
export function useSectionForm(view: CaseView, section: SectionName): SectionForm {
  const caseId = view.row.id
  const unsaved = useUnsaved()
  const [begins] = useState(() => unsaved.open(caseId, section, { version: versionOf(view, section), document: wholeDocument(view.document) }))
  const form = useForm<CaseDocument>({ defaultValues: begins, mode: 'onBlur' })
  const client = useQueryClient()
  const fault = useUnsavedFault(caseId, section)
  const check = useCheck(caseId).data
  const [params] = useSearchParams()
  const sentTo = params.get('field') ?? ''
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())

  useEffect(() => {
    const stop = form.subscribe({
      formState: { values: true },
      callback: ({ name, values }) => {
        if (!name) return // a reset, not a person
        unsaved.note(caseId, section, structuredClone(values))
      },
    })
    return () => {
      stop()
      void unsaved.flush(caseId, section)
    }
  }, [form, unsaved, caseId, section])

  const idOf = (path: string) => `field-${path}`

  useEffect(() => {
    if (!sentTo) return
    // A problem may name a whole (an address's lines, a material): then its first field.
    const ends = ['', '.0', '.text', '.description', '.country', '.value']
    ends.map(end => document.getElementById(`field-${sentTo}${end}`)).find(Boolean)?.focus()
  }, [sentTo])

  const leave = (path: string) => {
    void unsaved.flush(caseId, section)
    setLeft(old => (old.has(path) ? old : new Set([...old, path])))
  }

  const error = (path: string) => {
    if (!left.has(path) && path !== sentTo && path !== `${sentTo}.0`) return undefined
    const here = (field: string) => field === path || `${field}.0` === path
    return check?.problems.find(p => p.severity === 'error' && here(formPath(p.field)))?.message
  }

  return {
    form,
    id: idOf,
    error,
    editable: view.editable,
    fault,
    text: path => {
      const { onBlur, ...rest } = form.register(path)
      return {
        ...rest,
        id: idOf(path),
        error: error(path),
        readOnly: !view.editable,
        onBlur: async e => {
          await onBlur(e)
          leave(path)
        },
      }
    },
    reload: () => {
      const stored = client.getQueryData<CaseView>(keys.case(caseId))
      if (!stored) return
      unsaved.drop(caseId, section)
      form.reset(unsaved.open(caseId, section, { version: versionOf(stored, section), document: wholeDocument(stored.document) }))
    },
  }
}

function versionOf(view: CaseView, section: SectionName): number {
  return view.versions.find(v => v.section === section)?.version ?? 0
}
