import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type CaseDocument, type CaseView, go } from '../../bridge'
import { keys } from '../keys'

export type SectionName = 'location' | 'patient' | 'order' | 'history' | 'questions' | 'materials'

/** The fields of the document that belong to each section. */
const fields: Record<SectionName, readonly (keyof CaseDocument)[]> = {
  location: ['residence', 'specimen'],
  patient: ['patient'],
  order: ['payer', 'service', 'wishes', 'courtesy_copy'],
  history: ['history', 'diagnosis', 'plan', 'reason'],
  questions: ['questions'],
  materials: ['materials'],
}

type Save = { id: string; section: SectionName; document: CaseDocument }

/** One section, on disk when it returns; what depends on it is asked for again. */
export function useSaveSection() {
  const client = useQueryClient()
  return useMutation({
    // One after the other: a later save carries the version that the one before it gave.
    scope: { id: 'save-section' },
    mutationFn: async ({ id, section, document }: Save) => {
      const view = client.getQueryData<CaseView>(keys.case(id))
      const version = view?.versions.find(v => v.section === section)?.version ?? 0
      const merged = { ...(view?.document ?? document) } as CaseDocument
      for (const f of fields[section]) Object.assign(merged, { [f]: document[f] })
      const saved = await go.cases.SaveSection({ case: id, section, version, document: merged })
      return { saved, merged }
    },
    onSuccess: ({ saved, merged }, { id, section }) => {
      client.setQueryData<CaseView>(
        keys.case(id),
        old =>
          old && {
            ...old,
            document: merged,
            row: { ...old.row, updated: saved.at },
            versions: [...old.versions.filter(v => v.section !== section), { section, version: saved.version }],
          },
      )
      void client.invalidateQueries({ queryKey: keys.check(id) })
      void client.invalidateQueries({ queryKey: keys.quote(id) })
      void client.invalidateQueries({ queryKey: keys.cases })
    },
  })
}
