// JPEG with losses as its components are: sequential and progressive Huffman
// coding (ITU T.81), 8 and 12 bits. For what the usual codec does not do: more
// than 8 bits, and colors that must not be transformed by its guess.

import { NotShown, Why } from './frame-info'

type Component = {
  id: number
  h: number
  v: number
  table: number
  /** Blocks across and down, whole units. */
  across: number
  down: number
  /** Blocks that hold a part of the picture. */
  width: number
  height: number
  blocks: Int32Array
  dc: Huffman | undefined
  ac: Huffman | undefined
  last: number
}

type Huffman = { symbols: Uint8Array; /** For each length: smallest code, first symbol, how many. */ min: Int32Array; first: Int32Array; count: Int32Array }

const order = [
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46,
  53, 60, 61, 54, 47, 55, 62, 63,
]

class Bits {
  private held = 0
  private left = 0
  /** Set where a marker stands: nothing but zeros follows. */
  ended = false
  at: number
  private readonly data: Uint8Array

  constructor(data: Uint8Array, at: number) {
    this.data = data
    this.at = at
  }

  bit(): number {
    if (this.left === 0) {
      this.held = this.next()
      this.left = 8
    }
    this.left--
    return (this.held >> this.left) & 1
  }

  private next(): number {
    if (this.ended || this.at >= this.data.length) {
      this.ended = true
      return 0
    }
    const b = this.data[this.at] ?? 0
    if (b === 0xff) {
      if (this.data[this.at + 1] !== 0) {
        this.ended = true
        return 0
      }
      this.at++
    }
    this.at++
    return b
  }

  take(n: number): number {
    let v = 0
    for (let i = 0; i < n; i++) v = (v << 1) | this.bit()
    return v
  }

  /** A number of n bits with its sign (F.2.2.1). */
  signed(n: number): number {
    if (n === 0) return 0
    const v = this.take(n)
    return v < 1 << (n - 1) ? v - (1 << n) + 1 : v
  }

  symbol(h: Huffman | undefined): number {
    if (!h) throw new NotShown(Why.Codec)
    let code = 0
    for (let n = 1; n <= 16; n++) {
      code = (code << 1) | this.bit()
      const k = code - (h.min[n] ?? 0)
      if (k >= 0 && k < (h.count[n] ?? 0)) return h.symbols[(h.first[n] ?? 0) + k] ?? 0
    }
    throw new NotShown(Why.Codec)
  }
}

type Scan = { components: Component[]; from: number; to: number; high: number; low: number; progressive: boolean; restart: number }

/** The samples of each component, by pixel, as they were before the compression. */
export function jpegSamples(data: Uint8Array): { rows: number; columns: number; samples: Uint16Array; components: number } {
  const quantization = new Map<number, Int32Array>()
  const dc = new Map<number, Huffman>()
  const ac = new Map<number, Huffman>()
  let frame: { rows: number; columns: number; precision: number; progressive: boolean; components: Component[]; h: number; v: number } | undefined
  let restart = 0
  const u16 = (at: number) => ((data[at] ?? 0) << 8) | (data[at + 1] ?? 0)

  for (let at = 2; at + 4 <= data.length; ) {
    if (data[at] !== 0xff || data[at + 1] === 0xff || data[at + 1] === 0) {
      at++
      continue
    }
    const marker = data[at + 1] ?? 0
    if (marker === 0xd9) break
    if (marker >= 0xd0 && marker <= 0xd8) {
      at += 2
      continue
    }
    const end = at + 2 + u16(at + 2)
    let p = at + 4
    switch (marker) {
      case 0xdb:
        while (p < end) {
          const [wide, id] = [(data[p] ?? 0) >> 4, (data[p] ?? 0) & 15]
          p++
          const table = new Int32Array(64)
          for (const z of order) {
            table[z] = wide ? u16(p) : (data[p] ?? 0)
            p += wide ? 2 : 1
          }
          quantization.set(id, table)
        }
        break
      case 0xc4:
        while (p < end) {
          const [kind, id] = [(data[p] ?? 0) >> 4, (data[p] ?? 0) & 15]
          const counts = data.subarray(p + 1, p + 17)
          const n = counts.reduce((a, b) => a + b, 0)
          ;(kind ? ac : dc).set(id, huffman(counts, data.subarray(p + 17, p + 17 + n)))
          p += 17 + n
        }
        break
      case 0xdd:
        restart = u16(p)
        break
      case 0xc0:
      case 0xc1:
      case 0xc2: {
        const n = data[p + 5] ?? 0
        const specs = Array.from({ length: n }, (_, i) => data.subarray(p + 6 + 3 * i, p + 9 + 3 * i))
        const h = Math.max(...specs.map(s => (s[1] ?? 0) >> 4))
        const v = Math.max(...specs.map(s => (s[1] ?? 0) & 15))
        const [rows, columns] = [u16(p + 1), u16(p + 3)]
        const [mcusAcross, mcusDown] = [Math.ceil(columns / (8 * h)), Math.ceil(rows / (8 * v))]
        frame = {
          rows,
          columns,
          h,
          v,
          precision: data[p] ?? 0,
          progressive: marker === 0xc2,
          components: specs.map(s => {
            const [ch, cv] = [(s[1] ?? 0) >> 4, (s[1] ?? 0) & 15]
            if (ch < 1 || cv < 1 || ch > 4 || cv > 4) throw new NotShown(Why.Codec)
            const [across, down] = [mcusAcross * ch, mcusDown * cv]
            const [width, height] = [Math.ceil(Math.ceil((columns * ch) / h) / 8), Math.ceil(Math.ceil((rows * cv) / v) / 8)]
            return { id: s[0] ?? 0, h: ch, v: cv, table: s[2] ?? 0, across, down, width, height, blocks: new Int32Array(across * down * 64), dc: undefined, ac: undefined, last: 0 }
          }),
        }
        break
      }
      case 0xda: {
        if (!frame) throw new NotShown(Why.Codec)
        const n = data[p] ?? 0
        const components = Array.from({ length: n }, (_, i) => {
          const c = frame?.components.find(x => x.id === data[p + 1 + 2 * i])
          if (!c) throw new NotShown(Why.Codec)
          const tables = data[p + 2 + 2 * i] ?? 0
          c.dc = dc.get(tables >> 4)
          c.ac = ac.get(tables & 15)
          return c
        })
        const q = p + 1 + 2 * n
        const approximation = data[q + 2] ?? 0
        at = scan(data, end, { components, from: data[q] ?? 0, to: Math.min(63, data[q + 1] ?? 63), high: approximation >> 4, low: approximation & 15, progressive: frame.progressive, restart })
        continue
      }
    }
    at = end
  }
  if (!frame) throw new NotShown(Why.Codec)
  return { rows: frame.rows, columns: frame.columns, components: frame.components.length, samples: assemble(frame, quantization) }
}

function huffman(counts: Uint8Array, symbols: Uint8Array): Huffman {
  const [min, first, count] = [new Int32Array(17), new Int32Array(17), new Int32Array(17)]
  let code = 0
  let k = 0
  for (let n = 1; n <= 16; n++) {
    min[n] = code
    first[n] = k
    count[n] = counts[n - 1] ?? 0
    code = (code + (count[n] ?? 0)) << 1
    k += count[n] ?? 0
  }
  return { symbols, min, first, count }
}

/** Reads a scan and answers where it ends. */
function scan(data: Uint8Array, start: number, s: Scan): number {
  let bits = new Bits(data, start)
  let run = 0 // blocks that end at once, of a progressive scan
  const one = (c: Component, block: number) => {
    run = s.progressive ? progressive(bits, c, block * 64, s, run) : sequential(bits, c, block * 64)
  }
  const [only] = s.components
  const single = s.components.length === 1
  const units = !only ? 0 : single ? only.width * only.height : (only.across / only.h) * (only.down / only.v)
  for (let unit = 0; unit < units; unit++) {
    if (s.restart > 0 && unit > 0 && unit % s.restart === 0) {
      let at = bits.at
      while (at + 1 < data.length && !(data[at] === 0xff && (data[at + 1] ?? 0) >= 0xd0 && (data[at + 1] ?? 0) <= 0xd7)) {
        // Another marker: what follows is not of this scan.
        if (data[at] === 0xff && (data[at + 1] ?? 0) !== 0 && data[at + 1] !== 0xff) throw new NotShown(Why.Short)
        at++
      }
      bits = new Bits(data, at + 2)
      run = 0
      for (const c of s.components) c.last = 0
    }
    if (bits.ended && unit % 64 === 0 && bits.at >= data.length) throw new NotShown(Why.Short)
    if (single && only) {
      one(only, Math.floor(unit / only.width) * only.across + (unit % only.width))
      continue
    }
    for (const c of s.components) {
      const across = c.across / c.h
      const [mx, my] = [unit % across, Math.floor(unit / across)]
      for (let y = 0; y < c.v; y++) for (let x = 0; x < c.h; x++) one(c, (my * c.v + y) * c.across + mx * c.h + x)
    }
  }
  for (const c of s.components) c.last = 0
  let at = bits.at
  while (at + 1 < data.length && !(data[at] === 0xff && data[at + 1] !== 0 && data[at + 1] !== 0xff)) at++
  return at
}

function sequential(bits: Bits, c: Component, at: number): number {
  c.last += bits.signed(bits.symbol(c.dc))
  c.blocks[at] = c.last
  for (let k = 1; k < 64; k++) {
    const rs = bits.symbol(c.ac)
    const size = rs & 15
    if (size === 0) {
      if (rs >> 4 < 15) break
      k += 15
      continue
    }
    k += rs >> 4
    c.blocks[at + (order[k] ?? 63)] = bits.signed(size)
  }
  return 0
}

/** One block of a progressive scan; answers how many of the next ones have nothing more (G.1.2). */
function progressive(bits: Bits, c: Component, at: number, s: Scan, run: number): number {
  const one = 1 << s.low
  if (s.from === 0) {
    if (s.high === 0) {
      c.last += bits.signed(bits.symbol(c.dc))
      c.blocks[at] = c.last * one
    } else if (bits.bit()) c.blocks[at] = (c.blocks[at] ?? 0) | one
    return 0
  }
  if (s.high === 0) {
    if (run > 0) return run - 1
    for (let k = s.from; k <= s.to; k++) {
      const rs = bits.symbol(c.ac)
      const [r, size] = [rs >> 4, rs & 15]
      if (size === 0) {
        if (r < 15) return (1 << r) + bits.take(r) - 1
        k += 15
        continue
      }
      k += r
      c.blocks[at + (order[k] ?? 63)] = bits.signed(size) * one
    }
    return 0
  }
  // A bit more of what is there already, and what is new.
  const refine = (i: number) => {
    const v = c.blocks[i] ?? 0
    if (bits.bit() && (Math.abs(v) & one) === 0) c.blocks[i] = v + (v < 0 ? -one : one)
  }
  let k = s.from
  if (run === 0) {
    for (; k <= s.to; k++) {
      const rs = bits.symbol(c.ac)
      let r = rs >> 4
      let fresh = 0
      if ((rs & 15) === 0) {
        if (r < 15) {
          run = (1 << r) + bits.take(r)
          break
        }
      } else fresh = bits.bit() ? one : -one
      for (; k <= s.to; k++) {
        const i = at + (order[k] ?? 63)
        if (c.blocks[i]) refine(i)
        else if (r-- === 0) {
          if (fresh) c.blocks[i] = fresh
          break
        }
      }
    }
  }
  if (run === 0) return 0
  for (; k <= s.to; k++) {
    const i = at + (order[k] ?? 63)
    if (c.blocks[i]) refine(i)
  }
  return run - 1
}

// cos((2x+1)u pi/16) / 2, and the first row by the root of a half.
const cosines = Float64Array.from({ length: 64 }, (_, i) => {
  const [u, x] = [i >> 3, i & 7]
  return (u === 0 ? Math.SQRT1_2 : 1) * Math.cos(((2 * x + 1) * u * Math.PI) / 16) * 0.5
})

type Frame = { rows: number; columns: number; precision: number; components: Component[]; h: number; v: number }

function assemble({ rows, columns, precision, components, h, v }: Frame, quantization: Map<number, Int32Array>): Uint16Array {
  const out = new Uint16Array(rows * columns * components.length)
  const [middle, top] = [2 ** (precision - 1), 2 ** precision - 1]
  const [half, whole] = [new Float64Array(64), new Float64Array(64)]
  components.forEach((c, n) => {
    const q = quantization.get(c.table)
    if (!q) throw new NotShown(Why.Codec)
    const plane = new Uint16Array(c.width * c.height * 64)
    const stride = c.width * 8
    for (let by = 0; by < c.height; by++) {
      for (let bx = 0; bx < c.width; bx++) {
        const at = (by * c.across + bx) * 64
        for (let y = 0; y < 8; y++) {
          for (let x = 0; x < 8; x++) {
            let sum = 0
            for (let u = 0; u < 8; u++) sum += (cosines[u * 8 + x] ?? 0) * (c.blocks[at + y * 8 + u] ?? 0) * (q[y * 8 + u] ?? 0)
            half[y * 8 + x] = sum
          }
        }
        for (let x = 0; x < 8; x++) {
          for (let y = 0; y < 8; y++) {
            let sum = 0
            for (let u = 0; u < 8; u++) sum += (cosines[u * 8 + y] ?? 0) * (half[u * 8 + x] ?? 0)
            whole[y * 8 + x] = sum
          }
        }
        for (let i = 0; i < 64; i++) plane[(by * 8 + (i >> 3)) * stride + bx * 8 + (i & 7)] = Math.min(top, Math.max(0, Math.round((whole[i] ?? 0) + middle)))
      }
    }
    for (let y = 0; y < rows; y++) {
      const from = Math.floor((y * c.v) / v) * stride
      for (let x = 0; x < columns; x++) out[(y * columns + x) * components.length + n] = plane[from + Math.floor((x * c.h) / h)] ?? 0
    }
  })
  return out
}
