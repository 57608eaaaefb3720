/** What went wrong, as Go says it on either side: a kind to act on, and a message that is safe to show. */
export class Fault extends Error {
  readonly kind: string
  /** Of the HTTP answer; 0 where there was none. */
  readonly status: number
  constructor(kind: string, message: string, status = 0) {
    super(message)
    this.name = 'Fault'
    this.kind = kind
    this.status = status
  }
}
