import { useMutation, useQueryClient } from '@tanstack/react-query'
import { go } from '../../bridge'
import { keys } from '../keys'

/** Asks further questions of a released opinion; they go to OSO as a message. */
export function useAskFurther(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ version, questions }: { version: number; questions: string[] }) => go.cases.AskFurther({ case: id, version, questions }),
    onSuccess: list => client.setQueryData(keys.messages(id), list),
  })
}

/** Tells OSO what became of a case. */
export function useTellOutcome(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (o: { diagnosis: string; treatment: string; words: string }) => go.cases.TellOutcome({ case: id, ...o }),
    onSuccess: list => client.setQueryData(keys.messages(id), list),
  })
}

/** Saves a learning note as a text where the person says; '' where the dialog was closed. */
export function useSaveNote(id: string) {
  return useMutation({ mutationFn: (text: string) => go.opinion.SaveNote(id, text) })
}
