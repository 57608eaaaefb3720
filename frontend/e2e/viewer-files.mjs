// Walks through the viewer over a test's own files, in a real browser. Started
// by internal/e2e (lookAt), which says on standard input which walk.
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { violationsOf } from './axe.mjs'
import { keys } from './viewer-keys.mjs'
import { begin } from './walk.mjs'

const run = await begin()
const { orders, found, browser } = run
// Axe wants a context that is its own.
const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' })).newPage()
page.setDefaultTimeout(60_000) // no measure: a machine under load is slow
page.on('pageerror', e => found.push(`the page threw ${e.message}`))
const pane = page.locator('[data-active]')
// What the page around the viewer answers for.
const ofPage = ['landmark-one-main', 'page-has-heading-one', 'region', 'document-title']
const walks = { segmentations, fractions, labelmaps, presentations, selections, mammograms, robust, slide, keys: () => keys(page, { value: orders.value, check, axe, picture }) }

await run.walk(`viewer-${orders.walk}`, async () => {
  await open()
  await walks[orders.walk]()
})

async function segmentations() {
  await page.locator('[data-index]').first().waitFor()
  for (const record of orders.liver) {
    await entry(record).click()
    for (const image of Object.keys(orders.masks)) {
      await goTo(image)
      await drawnSegments(1)
      const wrong = await maskDiffers(orders.masks[image], orders.side)
      check(wrong === 0, `record ${record} over image ${image}: ${wrong} pixels are drawn wrong`)
    }
    if (record === orders.liver[0]) await picture('viewer-segmentation')
    await entry(record).click()
  }
  // Five that overlap: each can be left out, and leads to its image.
  await entry(orders.overlaps).click()
  const boxes = page.getByRole('list', { name: 'Segments' }).getByRole('checkbox')
  await boxes.nth(4).waitFor()
  await page.getByRole('button', { name: 'Go to PURPLE' }).click()
  await page.locator('[data-segments]').waitFor()
  const before = await covered()
  check(before > 0, 'nothing is drawn where the segment is')
  await picture('viewer-segments')
  await axe('segments')
  for (let i = 0; i < 5; i++) await boxes.nth(i).uncheck()
  await drawnSegments(0)
  check((await covered()) === 0, 'segments that are left out are drawn')
  await entry(orders.overlaps).click()
  await entry(orders.elsewhere).click()
  await page.getByText('its images are not in this case').waitFor()
}

/** Fractions are as dense as they are large, and outlined from the half on. */
async function fractions() {
  await page.locator('[data-index]').first().waitFor()
  await page.getByRole('button', { name: /Likely liver/ }).click()
  await drawnSegments(1)
  await goTo('2') // the other frame runs the other way
  await drawnSegments(1)
  const { side, maximum, fractions } = orders
  const off = await page.locator('[data-segments]').evaluate(
    (el, [side, maximum, fractions]) => {
      const { data } = el.getContext('2d').getImageData(0, 0, el.width, el.height)
      const by = Math.min(el.width, el.height) / side
      const [left, top] = [(el.width - side * by) / 2, (el.height - side * by) / 2]
      const is = (x, y) => fractions[y * side + x]
      const inside = (x, y) => 2 * is(x, y) >= maximum
      let [wrong, outlined] = [0, 0]
      for (let y = 1; y < side - 1; y++) {
        for (let x = 1; x < side - 1; x++) {
          const at = 4 * (Math.floor(top + (y + 0.5) * by) * el.width + Math.floor(left + (x + 0.5) * by))
          const edge = [-1, 0, 1].some(dy => [-1, 0, 1].some(dx => inside(x + dx, y + dy) !== inside(x, y)))
          // A line runs between two pixels; in the middle of one there is none.
          if (!edge && Math.abs(data[at + 3] - (96 * is(x, y)) / maximum) > 1.5) wrong++
          if (inside(x, y) && !inside(x - 1, y)) {
            const line = 4 * (Math.floor(top + (y + 0.5) * by) * el.width + Math.round(left + x * by))
            if (data[line + 3] > 200) outlined++
          }
        }
      }
      return { wrong, outlined }
    },
    [side, maximum, fractions],
  )
  check(off.wrong === 0, `${off.wrong} fractions are drawn too densely or too lightly`)
  check(off.outlined > 40, `of 48 rows ${off.outlined} are outlined where half begins`)
  await picture('viewer-fractions')
}

async function labelmaps() {
  await page.locator('[data-index]').first().waitFor()
  // The maps leave the middle image out; the mask of one segment has nothing on the others.
  for (const [record, wanted] of [
    ['4', '1,3'],
    ['5', '1,3'],
    ['6', '2'],
  ]) {
    await entry(record).click()
    await page.locator('[data-segments]').waitFor()
    check((await page.getByRole('list', { name: 'Segments' }).getByRole('checkbox').count()) === 1, `record ${record} has other segments than the liver`)
    const on = await coveredImages(3)
    check(on === wanted, `record ${record} is drawn on images ${on}`)
    await entry(record).click()
  }
  // Nobody names the file of three frames; each lies where an image lies.
  await entry('6').click()
  await page.getByRole('navigation').getByRole('button', { name: /3 images/ }).nth(1).click()
  const on = await coveredImages(3)
  check(on === '2', `over the file of frames it is drawn on ${on}`)
}

/** A slide whose tiles are JPEG: each place shows its color, and its label nothing until it is asked for. */
async function slide() {
  const asked = []
  page.on('request', r => asked.push(new URL(r.url()).pathname))
  await page.getByRole('group', { name: /HE, .*\d/ }).waitFor() // before, no key does anything
  await page.keyboard.press('o')
  await page.getByRole('group', { name: /HE, 40×/ }).waitFor()
  const [width, height] = orders.size
  await page.waitForFunction(
    ([w, h]) => {
      const c = document.querySelector('.openseadragon-canvas canvas')
      const ctx = c?.getContext('2d')
      const middle = [Math.floor(c.width / 2), Math.floor(c.height / 2)]
      return [[0, 0], [-200, -150], [200, -150], [-200, 150], [200, 150], [130, 65]].every(([dx, dy]) => {
        const [r, g, b] = ctx.getImageData(middle[0] + dx, middle[1] + dy, 1, 1).data
        const wanted = [40 + (200 * (w / 2 + dx)) / w, 40 + (200 * (h / 2 + dy)) / h, 120]
        return Math.abs(r - wanted[0]) <= 4 && Math.abs(g - wanted[1]) <= 4 && Math.abs(b - wanted[2]) <= 4
      })
    },
    [width, height],
  )
  await picture('viewer-slide-jpeg')
  check(!asked.some(p => p.startsWith(`/records/${orders.label}/frames/`)), 'the label was fetched though nobody asked for it')
  await page.getByRole('button', { name: 'Show the label' }).click()
  await page.waitForFunction(() => {
    const c = document.querySelector('figure canvas')
    const [r, g, b] = c ? c.getContext('2d').getImageData(32, 32, 1, 1).data : [0, 0, 0]
    return Math.abs(r - 220) <= 4 && Math.abs(g - 30) <= 4 && Math.abs(b - 30) <= 4
  })
}

/** On which images of a stack something is drawn. */
async function coveredImages(n) {
  const on = []
  await pane.getByRole('slider').focus()
  await page.keyboard.press('Home')
  for (let i = 1; i <= n; i++) {
    await page.locator(`[data-active][data-index="${i}"] [data-segments]`).waitFor()
    if ((await covered()) > 0) on.push(i)
    await page.keyboard.press('ArrowDown')
  }
  return on.join()
}

async function presentations() {
  await page.locator('[data-index] canvas').first().waitFor()
  for (const { record, name, grays, svg, words } of orders.states) {
    await entry(record).click()
    await page.locator(`[data-record="${record}"][aria-pressed=true]`).waitFor()
    // Words may stand below.
    const off = await graysDiffer(words ? grays.filter(([, v]) => v < 0.9) : grays)
    check(off === '', `under the state "${name}" the grays are ${off}`)
    if (words) await page.getByText(words).waitFor()
    if (svg) check((await drawnAt(svg)) === '', `under the state "${name}" a drawing is off: ${await drawnAt(svg)}`)
    await picture(`viewer-presentation-${name.replace(' ', '-')}`)
    await markedAsSeen(record, name)
  }
}

/** A key image made under a state has the picture that is on the screen, and opens as that. */
async function markedAsSeen(record, name) {
  const before = await shotOfPane()
  await pane.locator('[tabindex="0"]').first().focus()
  await page.keyboard.press('k')
  await page.waitForFunction(() => document.activeElement.tagName === 'TEXTAREA')
  await page.keyboard.type(name)
  await page.keyboard.press('Enter')
  await page.waitForFunction(name => window.marked.some(k => k.note === name), name)
  const { k, png } = await page.evaluate(async name => {
    const k = window.marked.find(x => x.note === name)
    return { k, ...(await window.keyImage(k)) }
  }, name)
  check(k.state?.record === record, `the key image under "${name}" names the state ${JSON.stringify(k.state)}`)
  const off = await pictureDiffers(before, png)
  check(off === '', `the picture of the key image under "${name}": ${off}`)
  if (orders.pictures) await writeFile(path.join(orders.pictures, `key-image-${name.replace(' ', '-')}.png`), Buffer.from(png, 'base64'))
  // Without the state nothing is left of it; the key image brings it back.
  await entry(record).click()
  await page.locator(`[data-record="${record}"][aria-pressed=false]`).waitFor()
  await page.getByRole('button', { name: new RegExp(`^Open key image .*${name}$`) }).click()
  await page.locator(`[data-record="${record}"][aria-pressed=true]`).waitFor()
  let again
  check(await soon(async () => (again = await pictureDiffers(await shotOfPane(), png)) === ''), `opened again under "${name}": ${again}`)
  await page.evaluate(id => {
    const at = window.marked.findIndex(k => k.id === id)
    window.marked.splice(at, 1)
  }, k.id)
  await entry(record).click()
  await page.locator(`[data-record="${record}"][aria-pressed=false]`).waitFor()
}

async function shotOfPane() {
  return (await pane.screenshot()).toString('base64')
}

/**
 * What is on the screen against a picture that fits it, by cells of either: their
 * grays, and whether something is drawn there. The edges have the words of the viewer.
 */
function pictureDiffers(shot, png) {
  return page.evaluate(
    async ([shot, png]) => {
      const read = async data => {
        const image = new Image()
        image.src = `data:image/png;base64,${data}`
        await image.decode()
        return image
      }
      const [screen, picture] = [await read(shot), await read(png)]
      const cell = 12
      const by = Math.min(screen.width / picture.width, screen.height / picture.height)
      const cells = (image, x, y, w, h) => {
        const sheet = document.createElement('canvas')
        sheet.width = Math.round(w)
        sheet.height = Math.round(h)
        const ctx = sheet.getContext('2d')
        ctx.imageSmoothingQuality = 'high'
        ctx.drawImage(image, x, y, image.width - 2 * x, image.height - 2 * y, 0, 0, sheet.width, sheet.height)
        const out = []
        for (let r = Math.floor(sheet.height * 0.15); r + cell < sheet.height * 0.85; r += cell) {
          const row = []
          for (let c = Math.floor(sheet.width * 0.15); c + cell < sheet.width * 0.85; c += cell) {
            const { data } = ctx.getImageData(c, r, cell, cell)
            let [sum, ink] = [0, 0]
            for (let i = 0; i < data.length; i += 4) {
              sum += data[i + 1]
              if (data[i + 1] - data[i + 2] > 24) ink++
            }
            row.push({ gray: sum / (cell * cell), ink: ink > 3 })
          }
          out.push(row)
        }
        return out
      }
      const [w, h] = [picture.width * by, picture.height * by]
      const seen = cells(screen, (screen.width - w) / 2, (screen.height - h) / 2, w, h)
      const made = cells(picture, 0, 0, w, h)
      const near = (all, r, c, by = 1) => all.slice(Math.max(0, r - by), r + by + 1).some(row => row.slice(Math.max(0, c - by), c + by + 1).some(x => x.ink))
      let [wrong, lost, added, total] = [0, 0, 0, 0]
      seen.forEach((row, r) =>
        row.forEach((s, c) => {
          const m = made[r][c]
          total++
          if (s.ink && !near(made, r, c)) lost++
          if (m.ink && !near(seen, r, c, 6)) added++ // letters of a picture are larger, to be read in print
          if (!near(seen, r, c, 3) && !near(made, r, c, 3) && Math.abs(s.gray - m.gray) > 4) wrong++
        }),
      )
      return wrong > total / 200 || lost + added > 0 ? `of ${total} cells ${wrong} are of another gray, ${lost} drawings are lost, ${added} added` : ''
    },
    [shot, png],
  )
}

/** Each press leads on to the next of its images, to the frame that is meant; what is not here is passed over and said. */
async function selections() {
  await page.locator('[data-index] canvas').first().waitFor()
  for (const { record, words, leads } of orders.selections) {
    for (const [image, frame] of leads) {
      await entry(record).click()
      await page.locator(`[data-active][data-shows="${image}"]${frame ? `[data-index="${frame}"]` : ''} canvas[role=img]`).waitFor()
      check(await soon(drawn), `nothing is drawn of record ${image}, to which ${record} leads`)
    }
    if (leads.length === 0) await entry(record).click()
    await entry(record).getByText(words).waitFor()
    await picture(`viewer-selection-${record}`)
  }
}

async function robust() {
  const slider = pane.getByRole('slider')
  await slider.focus()
  for (let i = 0; i < orders.expected.length; i++) {
    const { record, says, overlay } = orders.expected[i]
    await page.locator(`[data-active][data-index="${i + 1}"]`).waitFor()
    if (says) await pane.getByText(says).first().waitFor()
    else {
      await page.locator(`[data-active][data-shows="${record}"] canvas[role=img]`).waitFor()
      check(await drawn(), `nothing is drawn of record ${record}`)
    }
    if (overlay) check((await pane.locator('canvas[aria-hidden]').count()) === 1, 'the overlay is not drawn')
    await page.keyboard.press('ArrowDown')
  }
  await picture('viewer-robust')
  // What the keys do is a key away, and does it.
  await page.keyboard.press('?')
  await page.getByRole('region', { name: 'Keys' }).waitFor()
  await picture('viewer-keys')
  await page.keyboard.press('Escape')
  await page.getByRole('region', { name: 'Keys' }).waitFor({ state: 'detached' })
  const windowSaid = () => pane.getByText(/^W /).innerText()
  const before = await windowSaid()
  await page.keyboard.press(']')
  check((await windowSaid()) !== before, 'the keys do not change the window')
  // Ten thousand frames: the last is a key away.
  await page.getByRole('navigation').getByRole('button', { name: /10.?000 images/ }).click()
  await slider.focus()
  await page.keyboard.press('End')
  await page.locator('[data-active][data-index="10000"] canvas[role=img]').waitFor()
  await page.keyboard.press('Home')
  // Both kinds of canvas come back when they were taken away.
  await page.getByRole('navigation').getByRole('button', { name: /10 images/ }).click()
  await page.locator('[data-active][data-shows="0"] canvas[role=img]').waitFor()
  await pane.locator('canvas[data-drawn=processor]').evaluate(el => {
    el.getContext('2d').clearRect(0, 0, el.width, el.height)
    el.width = el.width
    el.dispatchEvent(new Event('contextrestored'))
  })
  check(await soon(drawn), 'nothing is drawn after the canvas was restored')
  await page.getByRole('button', { name: 'Graphics' }).click()
  await page.locator('canvas[data-drawn=graphics]').waitFor()
  await pane.locator('canvas[data-drawn=graphics]').evaluate(el => el.getContext('webgl2').getExtension('WEBGL_lose_context').loseContext())
  await page.locator('canvas[data-drawn=processor]').waitFor()
  check(await soon(drawn), 'nothing is drawn after the card has gone')
}

/** Whether something is so before long. */
async function soon(so) {
  for (let left = 100; left > 0; left--) {
    if (await so()) return true
    await page.waitForTimeout(100)
  }
  return false
}

/** Whether the picture has more than a few grays. */
function drawn() {
  return pane.locator('canvas[role=img]').evaluate(from => {
    const to = document.createElement('canvas')
    to.width = to.height = 32
    const ctx = to.getContext('2d')
    ctx.drawImage(from, 0, 0, 32, 32)
    const { data } = ctx.getImageData(0, 0, 32, 32)
    return new Set(data.filter((_, i) => i % 4 === 0)).size > 4
  })
}

async function mammograms() {
  await page.locator('[data-shows]').nth(3).waitFor()
  const shown = await page.locator('[data-shows]').evaluateAll(all => all.map(el => el.dataset.shows))
  check(shown.join() === '3,1,2,0', `records ${shown} hang, and not 3,1,2,0`)
  for (let i = 0; i < 4; i++) {
    const [edge, other] = i % 2 === 0 ? ['right', 'left'] : ['left', 'right']
    let across
    // The last picture may be on its way to the screen.
    const hangs = async () => {
      across = await brightAcross(page.locator('[data-shows]').nth(i))
      return across[edge] > 200 && across[other] < 100
    }
    check(await soon(hangs), `the chest wall of window ${i + 1} is not at its ${edge}: ${JSON.stringify(across)}`)
  }
  const widths = []
  for (let i = 0; i < 4; i++) widths.push((await brightAcross(page.locator('[data-shows]').nth(i))).wide)
  check(Math.max(...widths) - Math.min(...widths) <= 2, `the chest walls are ${widths} wide: there is more than one scale`)
  await picture('viewer-mammograms')
  // Turned by hand and reset, it hangs again.
  await page.locator('[data-shows="1"]').click({ position: { x: 60, y: 200 } })
  await page.keyboard.press('m')
  check((await brightAcross(page.locator('[data-shows="1"]'))).left < 100, 'M mirrors nothing')
  await page.keyboard.press('r')
  check((await brightAcross(page.locator('[data-shows="1"]'))).left > 200, 'reset, it does not hang as before')
}

/** The middle row of a window's picture: its grays at both edges, and how much of it is bright. */
function brightAcross(window) {
  return window.locator('canvas[role=img]').evaluate(el => {
    const sheet = document.createElement('canvas')
    sheet.width = el.width
    sheet.height = el.height
    const ctx = sheet.getContext('2d')
    ctx.drawImage(el, 0, 0)
    const { data } = ctx.getImageData(0, el.height >> 1, el.width, 1)
    const grays = Array.from({ length: el.width }, (_, i) => data[4 * i])
    return { left: grays[3], right: grays[el.width - 4], wide: grays.filter(g => g > 200).length }
  })
}

/** Grays of the screen at places of the square that fits the window. */
async function graysDiffer(grays) {
  const box = await pane.boundingBox()
  const side = Math.min(box.width, box.height)
  const [left, top] = [(box.width - side) / 2, (box.height - side) / 2]
  const shot = (await page.screenshot()).toString('base64')
  return page.evaluate(
    async ([shot, places]) => {
      const image = new Image()
      image.src = `data:image/png;base64,${shot}`
      await image.decode()
      const sheet = document.createElement('canvas')
      sheet.width = image.width
      sheet.height = image.height
      const ctx = sheet.getContext('2d')
      ctx.drawImage(image, 0, 0)
      const wrong = places.flatMap(([x, y, gray]) => {
        const [is] = ctx.getImageData(Math.round(x), Math.round(y), 1, 1).data
        return Math.abs(is - gray) > 1.5 ? [`${is} and not ${gray.toFixed(1)} at ${Math.round(x)},${Math.round(y)}`] : []
      })
      return wrong.slice(0, 3).join('; ')
    },
    // A little beside the middle of a field, where letters of the sides and drawings are not.
    [shot, grays.map(([u, v, gray]) => [box.x + left + u * side + 9, box.y + top + v * side + 7, gray])],
  )
}

/** Where lines, points and words lie in the same square. */
function drawnAt(svg) {
  return pane.evaluate(
    (el, svg) => {
      const side = Math.min(el.clientWidth, el.clientHeight)
      const [left, top] = [(el.clientWidth - side) / 2, (el.clientHeight - side) / 2]
      const far = (is, wanted) => is.some((n, i) => Math.abs(n - ((i % 2 ? top : left) + wanted[i] * side)) > 1)
      const layer = [...el.querySelectorAll('svg')].find(s => s.querySelector('polyline'))
      if (!layer) return 'no line'
      const line = layer.querySelector('polyline').getAttribute('points').split(/[ ,]/).map(Number)
      const point = layer.querySelector('circle')
      const text = layer.querySelector('text')
      if (far(line, svg.line)) return `the line at ${line}`
      if (far([Number(point.getAttribute('cx')), Number(point.getAttribute('cy'))], svg.point)) return 'the point'
      if (far([Number(text.getAttribute('x')) - 4, Number(text.getAttribute('y'))], svg.text)) return 'the words'
      return ''
    },
    svg,
  )
}

async function open() {
  await page.goto(orders.page)
  await page.waitForFunction(() => 'look' in window)
  await page.evaluate(marks => (marks ? window.lookAndMark() : window.look()), orders.walk === 'presentations')
}

function entry(record) {
  return page.locator(`[data-record="${record}"]`)
}

/** The image of a record, by the keys. */
async function goTo(record) {
  await pane.getByRole('slider').focus()
  await page.keyboard.press('Home')
  for (let i = 0; i < 50 && (await pane.getAttribute('data-shows')) !== record; i++) {
    const at = await pane.getAttribute('data-index')
    await page.keyboard.press('ArrowDown')
    await page.waitForFunction(before => document.querySelector('[data-active]').dataset.index !== before, at)
  }
}

function drawnSegments(n) {
  return page.locator(`[data-active] [data-segments="${n}"]`).waitFor()
}

/** How many pixels of the layer are not clear. */
function covered() {
  return page.locator('[data-segments]').evaluate(el => {
    const { data } = el.getContext('2d').getImageData(0, 0, el.width, el.height)
    let n = 0
    for (let i = 3; i < data.length; i += 4) if (data[i] > 0) n++
    return n
  })
}

/** The layer against a mask that fills the fitted image, but for the pixels that an outline may touch. */
function maskDiffers(mask, side) {
  return page.locator('[data-segments]').evaluate(
    (el, [mask, side]) => {
      const { data } = el.getContext('2d').getImageData(0, 0, el.width, el.height)
      const by = Math.min(el.width, el.height) / side
      const [left, top] = [(el.width - side * by) / 2, (el.height - side * by) / 2]
      const is = (x, y) => mask[y * side + x] === '1'
      let wrong = 0
      for (let y = 4; y < side - 4; y++) {
        for (let x = 4; x < side - 4; x++) {
          const own = is(x, y)
          let edge = false
          for (let dy = -3; dy <= 3 && !edge; dy++) for (let dx = -3; dx <= 3; dx++) if (is(x + dx, y + dy) !== own) edge = true
          if (edge) continue
          const at = 4 * (Math.floor(top + (y + 0.5) * by) * el.width + Math.floor(left + (x + 0.5) * by))
          if (data[at + 3] > 0 !== own) wrong++
        }
      }
      return wrong
    },
    [mask, side],
  )
}

/** What axe finds in the viewer as it stands. */
async function axe(where) {
  const violations = await violationsOf(page)
  for (const v of violations.filter(v => !ofPage.includes(v.id))) found.push(`${where}: axe: ${v.id}: ${v.nodes.map(n => n.target.join(' ')).join('; ')}`)
}

async function picture(name) {
  if (orders.pictures) await page.screenshot({ path: path.join(orders.pictures, `${name}.png`) })
}

function check(right, words) {
  if (!right) found.push(words)
}
