import { useMutation } from '@tanstack/react-query'
import { go } from '../../bridge'

/** Asks for files or a folder; empty when the dialog was closed. */
export function useChoose() {
  return useMutation({ mutationFn: (what: 'files' | 'folder') => (what === 'files' ? go.records.ChooseFiles() : go.records.ChooseFolder()) })
}
