import { followHands } from '@shared/hands'

// ms of this page's own clock; whoever opened it was there
let last = performance.now()

/** Notes a person's keys and pointer from here on. The answer ends it. */
export function noteHands(): () => void {
  return followHands(() => {
    last = performance.now()
  })
}

/** Says with a request how long ago a person did something: what the page asks by itself keeps no session open. */
export function sinceHands(): Record<string, string> {
  return { 'Oso-Idle': String(Math.floor((performance.now() - last) / 1000)) }
}
