/** What went wrong, as Go says it on either side: a kind to act on, and a message that is safe to show. */
export class Fault extends Error {
  readonly kind: string
  /** Of the HTTP answer; 0 where there was none. */
  readonly status: number
  /** Which field of what was sent it is about: "note", "items[0].code"; '' where it is none. */
  readonly field: string
  constructor(kind: string, message: string, status = 0, field = '') {
    super(message)
    this.name = 'Fault'
    this.kind = kind
    this.status = status
    this.field = field
  }
}
