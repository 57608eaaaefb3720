import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query'
import { createContext, useContext, useSyncExternalStore } from 'react'
import { type CaseDocument, type CaseView, type Fault, go, type SectionSaved } from '../../bridge'
import { keys } from '../keys'
import { type SectionName, Unsaved } from './unsaved'

/** The fields of the document that belong to each section. */
const fields: Record<SectionName, readonly (keyof CaseDocument)[]> = {
  location: ['residence', 'specimen'],
  patient: ['patient'],
  order: ['payer', 'service', 'wishes', 'courtesy_copy'],
  history: ['history', 'diagnosis', 'plan', 'reason'],
  questions: ['questions'],
  materials: ['materials'],
}

/** What was read before whose words depend on a section; what is not on the screen is asked for when it is. */
const dependent: Record<SectionName, readonly ((id: string) => readonly string[])[]> = {
  location: [keys.check, keys.quote, keys.agreementText, keys.sealPreview],
  patient: [keys.check, keys.records, keys.agreementText, keys.sealPreview],
  order: [keys.check, keys.quote, keys.agreementText, keys.sealPreview],
  history: [keys.check, keys.guide, keys.sealPreview],
  questions: [keys.check, keys.guide, keys.sealPreview],
  materials: [keys.check, keys.records, keys.sealPreview],
}

/** Puts what was saved into what the page holds of the case. */
function merge(client: QueryClient, saved: SectionSaved, document: CaseDocument, id: string): void {
  const section = saved.section as SectionName
  client.setQueryData<CaseView>(keys.case(id), old => {
    const known = old?.versions.find(v => v.section === section)?.version ?? 0
    if (!old || known > saved.version) return old
    const merged = { ...old.document }
    for (const f of fields[section]) Object.assign(merged, { [f]: document[f] })
    return { ...old, document: merged, row: saved.row, versions: [...old.versions.filter(v => v.section !== section), { section, version: saved.version }] }
  })
  // What was typed is not taken from the records any more: the marks are asked for again where there are any.
  if (client.getQueryData<CaseView>(keys.case(id))?.taken.length) void client.invalidateQueries({ queryKey: keys.case(id), exact: true })
  dependent[section].forEach(key => void client.invalidateQueries({ queryKey: key(id) }))
  void client.invalidateQueries({ queryKey: keys.cases })
}

export function newUnsaved(client: QueryClient): Unsaved {
  return new Unsaved(
    s => go.cases.SaveSection(s),
    (saved, document, id) => merge(client, saved, document, id),
  )
}

const UnsavedContext = createContext<Unsaved | null>(null)

export const UnsavedProvider = UnsavedContext.Provider

export function useUnsaved(): Unsaved {
  const unsaved = useContext(UnsavedContext)
  if (!unsaved) throw new Error('no unsaved words: this screen lies outside of the page')
  return unsaved
}

/** Why what was typed into a case, or a section of it, is not saved. */
export function useUnsavedFault(id: string, section?: SectionName): Fault | null {
  const unsaved = useUnsaved()
  return useSyncExternalStore(unsaved.subscribe, () => unsaved.fault(id, section))
}

/** The location is saved by an act of its own, not while one types. */
export function useSaveLocation() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async ({ id, document }: { id: string; document: CaseDocument }) => {
      const view = client.getQueryData<CaseView>(keys.case(id))
      const version = view?.versions.find(v => v.section === 'location')?.version ?? 0
      return go.cases.SaveSection({ case: id, section: 'location', version, document })
    },
    onSuccess: (saved, { id, document }) => {
      merge(client, saved, document, id)
      void client.invalidateQueries({ queryKey: keys.case(id) })
    },
  })
}
