import type { QueryClient } from '@tanstack/react-query'
import { go, onEvent, type SessionState } from '../bridge'
import type { Unsaved } from './cases/unsaved'
import { keys } from './keys'

/**
 * Queries of nobody's data, which the lock screen itself watches: on which side of the lock the page is, and
 * what is read or sent behind it. One that is removed under whoever watches it says nothing any more, and a
 * lock that a person asked for is heard of twice.
 */
const behindTheLock = new Set<unknown>([keys.session[0], keys.adding[0], keys.sync[0]])

/**
 * Lets go of everything that was read from the vault. Called when it locks: what
 * the page holds of a patient must not outlive the key.
 */
export function forget(client: QueryClient, unsaved: Unsaved, session: SessionState): void {
  unsaved.clear()
  client.setQueryData(keys.session, session)
  client.removeQueries({ predicate: q => !behindTheLock.has(q.queryKey[0]) })
  client.getMutationCache().clear()
}

/** Hears what Go announces and asks again for what is old; the answer ends it. */
export function followGo(client: QueryClient, unsaved: Unsaved): () => void {
  // How many files an import had brought when the list of records was last read, by case.
  const read = new Map<string, number>()
  let listed = Date.now()
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
      if (!state.running) {
        read.delete(state.case)
        void client.invalidateQueries({ queryKey: keys.case(state.case) })
        void client.invalidateQueries({ queryKey: keys.cases })
        return
      }
      // Findings appear while it runs and can be decided at once. The list is read whole, so it is read again
      // when it has grown by a fifth: all these readings together are as long as a few lists, however long it gets.
      const files = state.imported + state.kept
      const before = read.get(state.case)
      if (before !== undefined && files < before + Math.max(1, before / 5)) return
      read.set(state.case, files)
      void client.invalidateQueries({ queryKey: keys.records(state.case) })
    }),
    onEvent('disc', () => void client.invalidateQueries({ queryKey: keys.disc })),
    onEvent('adding', adding => {
      client.setQueryData(keys.adding, adding)
      // The list says of each case how far its import is: now and then is often enough.
      if (adding.cases === 0 || Date.now() - listed < 5000) return
      listed = Date.now()
      void client.invalidateQueries({ queryKey: keys.cases })
    }),
    onEvent('sync', status => client.setQueryData(keys.sync, status)),
    // The vault locks or the window closes: what was typed goes first.
    onEvent('flush', asked => void unsaved.flush().then(saved => go.session.Flushed(asked, saved))),
  ]
  return () => ends.forEach(end => end())
}
