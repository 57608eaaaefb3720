import { useMutation, useQuery } from '@tanstack/react-query'
import { go, type RequestPDF } from '../../bridge'
import { keys } from '../keys'

/** The letters that the case as it stands gives reason for. */
export function useRequests(id: string) {
  return useQuery({ queryKey: keys.requests(id), queryFn: () => go.records.Requests(id) })
}

/** A letter as PDF, where the person says. */
export function useSaveRequest() {
  return useMutation({ mutationFn: (x: RequestPDF) => go.records.SaveRequest(x) })
}

/** A letter on the clipboard. */
export function useCopyLetter() {
  return useMutation({ mutationFn: (text: string) => go.support.CopyText(text) })
}
