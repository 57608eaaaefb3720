import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type CaseView, go, type SectionSave } from '../../bridge'
import { keys } from '../keys'

/** One section, on disk when it returns; what depends on it is asked for again. */
export function useSaveSection() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (save: SectionSave) => go.cases.SaveSection(save),
    // One after the other: a later save must carry the version of the one before.
    scope: { id: 'save-section' },
    onSuccess: (saved, save) => {
      client.setQueryData<CaseView>(keys.case(save.case), old => old && withSection(old, save, saved.version))
      void client.invalidateQueries({ queryKey: keys.check(save.case) })
      void client.invalidateQueries({ queryKey: keys.quote(save.case) })
      void client.invalidateQueries({ queryKey: keys.cases })
    },
  })
}

function withSection(view: CaseView, save: SectionSave, version: number): CaseView {
  const others = view.versions.filter(v => v.section !== save.section)
  return { ...view, document: save.document, versions: [...others, { section: save.section, version }] }
}
