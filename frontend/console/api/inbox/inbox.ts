import type { Ask } from '@shared/reader/source'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { address, ask, askAt } from '../client'
import { every } from '../session/session'
import type { BackRequest, CaseList, FileRequest, Inbox, Item, JoinRequest, PostRequest, Sheet, TakeOutRequest } from '../types'

const key = ['inbox'] as const

/** What came in and is no case's yet, and what was decided of late. */
export function useInbox() {
  const client = useQueryClient()
  return useQuery({ queryKey: key, queryFn: () => ask<Inbox>('GET', '/inbox'), refetchInterval: every(client, 15_000) })
}

/** One item, with the cases that it may belong to. */
export function useItem(id: string) {
  return useQuery({ queryKey: [...key, id], queryFn: () => ask<Item>('GET', `/inbox/${id}`) })
}

type Decision = { item: string; act: 'file'; body: FileRequest } | { item: string; act: 'back'; body: BackRequest } | { item: string; act: 'join'; body: JoinRequest } | { item: string; act: 'keep' | 'told'; body?: undefined }

/** One decision about an item; the answer is the inbox as it is then. */
export function useDecide() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ item, act, body }: Decision) => ask<Inbox>('POST', `/inbox/${item}/${act}`, body),
    onSuccess: async (answer, { item, act }) => {
      await client.cancelQueries({ queryKey: key, exact: true })
      client.setQueryData(key, answer)
      // Whoever goes on with it sees it as it is then.
      if (act === 'join' || act === 'keep') void client.invalidateQueries({ queryKey: [...key, item] })
      else client.removeQueries({ queryKey: [...key, item] })
      void client.invalidateQueries({ queryKey: ['case'] })
      void client.invalidateQueries({ queryKey: ['cases'] })
    },
    onError: fault => {
      if (fault.kind === 'conflict') void client.invalidateQueries({ queryKey: key })
    },
  })
}

/** Writes down a letter or parcel that came. */
export function usePost() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: PostRequest) => ask<Inbox>('POST', '/inbox/post', body),
    onSuccess: answer => {
      client.setQueryData(key, answer)
      void client.invalidateQueries({ queryKey: ['cases'] })
    },
  })
}

/** Takes a record that was filed wrongly out of its case, back into the inbox. */
export function useTakeOut() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ item, body }: { item: string; body: TakeOutRequest }) => ask<Inbox>('POST', `/inbox/${item}/take-out`, body),
    onSuccess: answer => {
      client.setQueryData(key, answer)
      void client.invalidateQueries({ queryKey: ['case'] })
      void client.invalidateQueries({ queryKey: ['cases'] })
    },
  })
}

/** Makes a separator sheet for a case, or for one of its materials. */
export function useSheet(id: string) {
  return useMutation({ mutationFn: (material: string) => ask<Sheet>('POST', `/cases/${id}/sheets`, { material }) })
}

/** Cases that a text finds, for an item that none was suggested for. Nothing is asked for without one. */
export function useCasesFor(text: string) {
  return useQuery({
    queryKey: ['cases', 'for-item', text],
    enabled: text.trim().length > 1,
    queryFn: () => ask<CaseList>('POST', '/cases/search', { role: 'coordinator', stage: '', turn: '', owner: '', partner: '', emergent: false, what: 'cases', text: text.trim(), limit: 8 }),
    placeholderData: keepPreviousData,
  })
}

/** Where an item's bytes are. */
export function itemAddress(i: Item): string {
  return address(`/inbox/${i.id}/records/${i.record}`)
}

/** How the reader asks for what belongs to an item. */
export function itemAsk(id: string): Ask {
  return (path, init) => askAt(address(`/inbox/${id}/${path}`), init)
}
