import type { QueryClient } from '@tanstack/react-query'
import { onEvent, type SessionState } from '../bridge'
import { keys } from './keys'

/**
 * Lets go of everything that was read from the vault. Called when it locks: what
 * the page holds of a patient must not outlive the key.
 */
export function forget(client: QueryClient, session: SessionState): void {
  client.clear()
  client.setQueryData(keys.session, session)
}

/** Hears what Go announces and asks again for what is old; the answer ends it. */
export function followGo(client: QueryClient): () => void {
  const ends = [
    onEvent('session', state => {
      if (state.vault === 'open') client.setQueryData(keys.session, state)
      else forget(client, state)
    }),
    onEvent('cases', id => {
      void client.invalidateQueries({ queryKey: keys.cases })
      void client.invalidateQueries({ queryKey: id ? keys.case(id) : ['case'] })
    }),
    onEvent('import', state => {
      client.setQueryData(keys.import(state.case), state)
      // Findings appear while it runs and can be decided at once.
      void client.invalidateQueries({ queryKey: keys.records(state.case) })
      if (!state.running) {
        void client.invalidateQueries({ queryKey: keys.case(state.case) })
        void client.invalidateQueries({ queryKey: keys.cases })
      }
    }),
    onEvent('sync', status => client.setQueryData(keys.sync, status)),
  ]
  return () => ends.forEach(end => end())
}
