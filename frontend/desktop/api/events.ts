import type { QueryClient } from '@tanstack/react-query'
import { go, onEvent, type SessionState } from '../bridge'
import type { Unsaved } from './cases/unsaved'
import { keys } from './keys'

/**
 * Lets go of everything that was read from the vault. Called when it locks: what
 * the page holds of a patient must not outlive the key.
 */
export function forget(client: QueryClient, unsaved: Unsaved, session: SessionState): void {
  unsaved.clear()
  // The session's own query stays: the page watches it to know on which side of the lock it is.
  client.setQueryData(keys.session, session)
  client.removeQueries({ predicate: q => q.queryKey[0] !== keys.session[0] })
  client.getMutationCache().clear()
}

/** Hears what Go announces and asks again for what is old; the answer ends it. */
export function followGo(client: QueryClient, unsaved: Unsaved): () => void {
  const ends = [
    onEvent('session', state => {
      if (state.vault === 'locked') forget(client, unsaved, state)
      else client.setQueryData(keys.session, state)
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
    // The vault locks or the window closes: what was typed goes first.
    onEvent('flush', asked => void unsaved.flush().then(saved => go.session.Flushed(asked, saved))),
  ]
  return () => ends.forEach(end => end())
}
