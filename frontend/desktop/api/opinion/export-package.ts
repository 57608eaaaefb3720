import { useMutation } from '@tanstack/react-query'
import { go } from '../../bridge'

/** The signed package, to be verified anywhere; "" when the dialog was closed. */
export function useExportPackage(id: string) {
  return useMutation({ mutationFn: () => go.opinion.Export(id) })
}
