// A Chromium that is spoken to over a pipe, with as little of its tools as can
// be: no driver listens to its network, for which it would keep a copy of every
// answer (TestBenchViewer measures its memory).
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

const flags = [
  '--remote-debugging-pipe', '--headless', '--no-sandbox', '--no-first-run', '--no-default-browser-check', '--disable-background-networking', '--disable-component-update',
  '--disable-extensions', '--disable-default-apps', '--disable-dev-shm-usage', '--hide-scrollbars', '--mute-audio', '--password-store=basic', '--window-size=1280,800',
]

export class PipedChromium {
  #process
  #home = mkdtempSync(path.join(tmpdir(), 'oso-chromium-'))
  #last = 0
  #waiting = new Map()
  #session
  found = []

  static async start(executable, more = []) {
    const c = new PipedChromium()
    c.#process = spawn(executable, [...flags, ...more, `--user-data-dir=${c.#home}`, 'about:blank'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] })
    let rest = ''
    c.#process.stdio[4].setEncoding('utf8').on('data', part => {
      const messages = (rest + part).split('\0')
      rest = messages.pop()
      for (const m of messages) c.#heard(JSON.parse(m))
    })
    for (;;) {
      const { targetInfos } = await c.send('Target.getTargets')
      const page = targetInfos.find(t => t.type === 'page')
      if (page) {
        c.#session = (await c.send('Target.attachToTarget', { targetId: page.targetId, flatten: true })).sessionId
        break
      }
      await pause(50)
    }
    await c.tell('Runtime.enable')
    await c.tell('Page.enable')
    return c
  }

  /** Of the browser itself. */
  send(method, params = {}, sessionId = undefined) {
    const id = ++this.#last
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.#process.stdio[3].write(JSON.stringify({ id, method, params, sessionId }) + '\0')
    })
  }

  /** Of the page. */
  tell(method, params) {
    return this.send(method, params, this.#session)
  }

  #heard(m) {
    if (m.method === 'Runtime.exceptionThrown') this.found.push(`the page threw ${m.params.exceptionDetails.exception?.description ?? m.params.exceptionDetails.text}`)
    const w = this.#waiting.get(m.id)
    if (!w) return
    this.#waiting.delete(m.id)
    if (m.error) w.reject(new Error(m.error.message))
    else w.resolve(m.result)
  }

  /** What an expression of the page is, once it is there. */
  async run(expression) {
    const { result, exceptionDetails } = await this.tell('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
    return result.value
  }

  async goto(url) {
    await this.tell('Page.navigate', { url })
  }

  /** Waits until an expression is true; a page that is on its way to another has no answer. */
  async until(expression, patience = 60_000) {
    const end = Date.now() + patience
    for (;;) {
      if (await this.run(`Boolean(${expression})`).catch(() => false)) return
      if (Date.now() > end) throw new Error(`never: ${expression}`)
      await pause(50)
    }
  }

  /** Types into the field that a selector names. */
  async fill(selector, text) {
    const el = `document.querySelector(${JSON.stringify(selector)})`
    await this.until(el)
    await this.run(`${el}.focus()`)
    await this.tell('Input.insertText', { text })
  }

  /** Presses what of a kind has these words. */
  async press(kind, words) {
    const el = `[...document.querySelectorAll(${JSON.stringify(kind)})].find(el => el.textContent.includes(${JSON.stringify(words)}) && !el.disabled)`
    await this.until(el)
    await this.run(`${el}.click()`)
  }

  /** What all its processes hold, shared memory by its share, in bytes. */
  memory() {
    return below(this.#process.pid).reduce((sum, pid) => sum + heldBy(pid), 0)
  }

  /** The same once the browser has put up the pages of its own, which it does for some seconds after its start. */
  async settled() {
    let now = 0
    for (let i = 0, steady = 0; i < 30 && steady < 4; i++) {
      await pause(1000)
      const last = now
      now = this.memory()
      steady = Math.abs(now - last) < 2e6 ? steady + 1 : 0
    }
    return now
  }

  /** How many processes of another browser run: they share its program, and so take of what is counted here. */
  strangers() {
    const own = new Set(below(this.#process.pid))
    return readdirSync('/proc').filter(pid => /^\d+$/.test(pid) && !own.has(Number(pid)) && programOf(pid) === programOf(this.#process.pid)).length
  }

  get pid() {
    return this.#process.pid
  }

  async close() {
    const ended = new Promise(done => this.#process.once('exit', done))
    await this.send('Browser.close').catch(() => {})
    await ended
    rmSync(this.#home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  }
}

export function pause(ms) {
  return new Promise(done => setTimeout(done, ms))
}

/** A process and all below it. */
export function below(root) {
  const parents = new Map()
  for (const pid of readdirSync('/proc').filter(n => /^\d+$/.test(n))) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      parents.set(Number(pid), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]))
    } catch {
      // it ended meanwhile
    }
  }
  const all = pid => [pid, ...[...parents].filter(([, parent]) => parent === pid).flatMap(([child]) => all(child))]
  return all(root)
}

function programOf(pid) {
  try {
    return readlinkSync(`/proc/${pid}/exe`)
  } catch {
    return `${pid} ended`
  }
}

function heldBy(pid) {
  try {
    return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0) * 1024
  } catch {
    return 0
  }
}
