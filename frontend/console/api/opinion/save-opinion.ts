import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ask } from '../client'
import type { Opinion, SaveRequest } from '../types'
import { tellOpinion } from './get-opinion'

/** Saves over the row version that was read; kind conflict where somebody saved in between. */
export function useSaveOpinion(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (d: SaveRequest) => ask<Opinion>('PUT', `/cases/${id}/opinion`, d),
    onSuccess: o => tellOpinion(client, id, o),
  })
}
