// @vitest-environment node
import { describe as suite, expect, it } from 'vitest'
import type { Gray } from './decode/frame-info'
import { describe } from './describe'
import type { Shown } from './frames'
import { grays } from './gray'
import { lookOf } from './look'
import { plainView } from './view'

const ramp = Float32Array.from({ length: 11 }, (_, i) => i / 10)

function shown(values: Gray['values'], window?: [number, number]): Shown {
  const d = describe(window ? { '00281050': { vr: 'DS', Value: [window[0]] }, '00281051': { vr: 'DS', Value: [window[1]] } } : {}, 1)
  return { place: { record: 'r', frame: 1 }, described: d, picture: { kind: 'gray', rows: 1, columns: values.length, values, min: Math.min(...values), max: Math.max(...values) } }
}

function seen(s: Shown, window: { center: number; width: number } | null = null) {
  return [...grays(s.picture as Gray, lookOf(s, { ...plainView, window }))]
}

suite('the look of a map of fractions', () => {
  const steps = [0, 26, 51, 77, 102, 128, 153, 179, 204, 230, 255]
  const close = (found: number[]) => found.forEach((g, i) => expect(Math.abs(g - (steps[i] ?? 0))).toBeLessThan(2))
  it('has all its grays, by itself, as it was sent and by hand', () => {
    close(seen(shown(ramp)))
    close(seen(shown(ramp, [0.5, 1])))
    close(seen(shown(ramp.map(v => v / 1000), [0.0005, 0.001])))
    close(seen(shown(ramp), { center: 0.5, width: 1 }))
  })
  it('leaves whole numbers to the letter of the standard', () => {
    expect(seen(shown(Int16Array.from([-1, 0, 1, 2]), [1, 1]))).toEqual([0, 0, 255, 255])
    expect(seen(shown(Int16Array.from([0, 128, 255]), [128, 256]))).toEqual([0, 128, 255])
  })
})
