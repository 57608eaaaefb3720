import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { address, ask, askAt } from '../client'
import type { AbsenceRequest, EffectsOfProfile, Entry, Photo, Profile, ProfileRequest, VersionRequest } from '../types'

const keyOf = (id: string) => ['entry', id]

/** One entry of the directory. */
export function useEntry(id: string) {
  return useQuery({ queryKey: keyOf(id), queryFn: () => ask<Entry>('GET', `/people/${id}`) })
}

/** What an entry would bring, asked anew with each change of it. */
export function useEntryEffects(id: string, profile: Profile | null) {
  return useQuery({
    queryKey: ['entry-effects', id, profile],
    queryFn: () => ask<EffectsOfProfile>('POST', `/people/${id}/effects`, { profile }),
    enabled: profile !== null,
    placeholderData: before => before,
  })
}

type Step =
  | { step: 'entry'; body: ProfileRequest }
  | { step: 'confirm' | 'refuse'; body: VersionRequest }
  | { step: 'absences'; body: AbsenceRequest }
  | { step: `absences/${string}/end`; body?: undefined }

/** One step of the entry; the answer is the entry as it is then. */
export function useKeepEntry(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ step, body }: Step) => ask<Entry>('POST', `/people/${id}/${step}`, body),
    onSuccess: async answer => {
      await client.cancelQueries({ queryKey: keyOf(id) })
      client.setQueryData(keyOf(id), answer)
      for (const queryKey of [['people'], ['candidates'], ['readers']]) void client.invalidateQueries({ queryKey })
    },
    onError: fault => {
      if (fault.kind === 'conflict') void client.invalidateQueries({ queryKey: keyOf(id) })
    },
  })
}

/** Keeps a photograph for a proposal. */
export function useKeepPhoto(id: string) {
  return useMutation({
    mutationFn: async (photo: Blob) => {
      const answer = await askAt(address(`/people/${id}/photo`), { method: 'PUT', body: photo })
      return ((await answer.json()) as Photo).sha256
    },
  })
}

export const photoAt = (sha256: string) => address(`/photos/${sha256}`)
