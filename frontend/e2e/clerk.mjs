// One member of the staff at the console's own interface, without a page: what has to
// be there before a page is looked at is done as the page does it, by the same requests.

export class Clerk {
  #cookies = new Map()
  #codes

  constructor(console, account, codes) {
    this.base = `${console.replace(/\/$/, '')}/api`
    this.account = account
    this.#codes = codes
  }

  /** Signs in, past the one-time codes that somebody used before. */
  async signIn() {
    await this.send('POST', '/session', { email: this.account.email, password: this.account.password })
    this.me = await this.#withCode(code => this.send('POST', '/session/code', { code }))
    return this
  }

  get(path) {
    return this.send('GET', path)
  }

  post(path, body) {
    return this.send('POST', path, body)
  }

  /** Does an act on the case as it stands; one that is signed brings password and code. */
  async act(id, name, body = {}) {
    const { seq } = await this.get(`/cases/${id}`)
    return this.post(`/cases/${id}/acts/${name}`, { seq, ...body })
  }

  async sign(id, name, body = {}) {
    return this.#withCode(code => this.act(id, name, { ...body, password: this.account.password, code }))
  }

  /** The session, as a browser's context takes it. */
  cookies() {
    const { hostname } = new URL(this.base)
    return [...this.#cookies].map(([name, value]) => ({ name, value, domain: hostname, path: '/', httpOnly: true, sameSite: 'Strict' }))
  }

  async send(method, path, body) {
    const r = await fetch(this.base + path, {
      method,
      headers: { Cookie: [...this.#cookies].map(([k, v]) => `${k}=${v}`).join('; '), ...(body ? { 'Content-Type': 'application/json' } : {}) },
      body: body ? JSON.stringify(body) : undefined,
    })
    for (const c of r.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(c)
      this.#cookies.set(name, value)
    }
    const said = await r.text()
    if (!r.ok) throw Object.assign(new Error(`${this.account.role}: ${method} ${path}: ${r.status} ${said}`), { status: r.status, said })
    return said ? JSON.parse(said) : null
  }

  async #withCode(act) {
    for (;;) {
      try {
        return await act(this.#codes.next())
      } catch (e) {
        if (e.status !== 401 || !e.said.includes('used already')) throw e
      }
    }
  }
}
