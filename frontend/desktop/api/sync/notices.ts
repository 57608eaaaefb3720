import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { go } from '../../bridge'
import { keys } from '../keys'

/** What nobody at this workstation has read yet, oldest first. */
export function useNotices() {
  return useQuery({ queryKey: keys.notices, queryFn: () => go.sync.Notices() })
}

/** Takes a notice away that was read. */
export function useReadNotice() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => go.sync.Read(id),
    onSettled: () => client.invalidateQueries({ queryKey: keys.notices }),
  })
}
