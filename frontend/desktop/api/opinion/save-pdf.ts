import { useMutation } from '@tanstack/react-query'
import { go } from '../../bridge'
import type { Paper } from '../paper'

/** Asks for a place and writes the letter there; "" when the dialog was closed. */
export function useSavePdf(id: string, version: number) {
  return useMutation({ mutationFn: (paper: Paper) => go.opinion.SavePDF(id, paper, version) })
}
