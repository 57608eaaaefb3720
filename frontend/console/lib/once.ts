/** An id for one request: sent again because no answer came, it is done once. */
export function newOnce(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map(b => b.toString(16).padStart(2, '0')).join('')
}
