// Every tool of the viewer with the keyboard alone: no pointer is moved and
// nothing is focused by the test but by the keys that a person has.
export async function keys(page, { value, check, axe, picture }) {
  const press = async (...all) => {
    for (const k of all) await page.keyboard.press(k)
  }
  const active = page.locator('[data-active]')
  const shows = (n, pane = active) => pane.and(page.locator(`[data-index="${n}"]`)).waitFor()
  const sees = words => page.locator('main').getByText(words).first().waitFor()
  const canvas = () => page.locator('main canvas[role=img]').first()

  /** By Tab or back by Shift and Tab, until it has the keys. */
  async function reach(what, key = 'Tab') {
    await what.waitFor()
    for (let i = 0; i < 120; i++) {
      if (await what.evaluate(el => el === document.activeElement)) return
      await press(key)
    }
    throw new Error(`the keys do not reach ${what}`)
  }
  /** To the image, from wherever. */
  const toImage = (pane = active) => reach(pane.getByRole('slider'))
  const looks = async (way = canvas()) => (await way.screenshot()).toString('base64')
  /** The picture is another after it. */
  async function changes(what, does) {
    const before = await looks(active)
    await does()
    for (let i = 0; i < 100; i++) {
      if ((await looks(active)) !== before) return
      await page.waitForTimeout(50)
    }
    check(false, `${what} changes nothing`)
  }

  // What opens has the keys at once.
  await shows(1)
  check(await active.getByRole('slider').evaluate(el => el === document.activeElement), 'the image has not the keys when the viewer opens')
  await axe('first')
  await press('ArrowDown')
  await shows(2)
  await press('ArrowUp', 'End')
  await shows(6)
  await press('Home')
  await shows(1)
  await press('PageDown')
  await shows(6)
  await press('PageUp')
  await shows(1)

  // Windows: of the list, wider, brighter; as it came.
  await press('2')
  await sees('W 1500, L -600')
  await press('1')
  await sees('W 400, L 40')
  await press(']')
  await sees('W 444, L 40')
  await press('[', '.')
  await sees('W 400, L 60')
  await press('r')

  // Larger, moved, fitted, 1 to 1, inverted, turned, mirrored.
  await changes('plus', () => press('+'))
  await changes('Shift and an arrow', () => press('Shift+ArrowRight'))
  await changes('F', () => press('f'))
  await changes('O', () => press('o'))
  await press('f')
  await changes('I', () => press('i'))
  await changes('T', () => press('t'))
  await changes('M', () => press('m'))
  await press('r')

  // Measures: made by Enter, moved by arrows, grown by Shift, each point by N.
  for (const [key, name, grow] of [
    ['l', /^Length \d/, ['Shift+ArrowRight']],
    ['e', /^Ellipse ./, ['Shift+ArrowDown']],
    ['a', /^Angle \d/, ['n', 'Shift+Control+ArrowRight']],
  ]) {
    await press(key, 'Enter')
    const mark = page.getByRole('button', { name })
    await mark.waitFor()
    await page.waitForFunction(el => el === document.activeElement, await mark.elementHandle())
    const before = await mark.getAttribute('aria-label')
    await press(...grow)
    check((await mark.getAttribute('aria-label')) !== before, `${key}: ${before} does not grow by the keys`)
    const place = await mark.boundingBox()
    await press('Control+ArrowRight')
    check((await mark.boundingBox()).x > place.x, `${before} is not moved by the keys`)
    await axe(`a measure by ${key}`)
    await press('Delete')
    await mark.waitFor({ state: 'detached' })
    await toImage()
  }
  await press('s')

  // The value at a point, without a pointer.
  await press('v')
  const point = page.getByRole('button', { name: /^Point ./ })
  await point.waitFor()
  check((await point.getAttribute('aria-label')) === `Point ${value} HU`, `the value is ${await point.getAttribute('aria-label')} and not ${value} HU`)
  await press('Control+ArrowLeft')
  check((await point.getAttribute('aria-label')) !== `Point ${value} HU`, 'the point stays where it is')
  await picture('viewer-keys-point')
  await press('Delete')
  await toImage()

  // It runs, and stops; at another rate.
  await press(' ')
  await active.and(page.locator('[data-index="4"]')).waitFor()
  await press(' ')
  await reach(page.getByRole('group', { name: 'Images a second' }).getByRole('button').first())
  await press('Enter')
  await toImage()
  await press('Home')
  await shows(1)

  // What the file says; the keys.
  await press('g')
  await page.keyboard.type('rescale')
  await page.getByText('Rescale Slope').waitFor()
  await axe('tags')
  await press('Escape')
  await toImage()
  await press('?')
  await page.getByRole('region', { name: 'Keys' }).waitFor()
  await axe('keys')
  await picture('viewer-keys')
  await press('Escape')
  await page.getByRole('region', { name: 'Keys' }).waitFor({ state: 'detached' })

  // Side by side: the other window, another series in it, lines of reference, scrolled together or not.
  await press('c')
  const [left, right] = [page.locator('[data-tool]').nth(0), page.locator('[data-tool]').nth(1)]
  await right.and(page.locator('[data-index]')).waitFor()
  await press('x')
  await right.and(active).waitFor()
  await toImage(right)
  check(await right.evaluate(el => el.hasAttribute('data-active')), 'the window that has the keys is not the chosen one')
  await reach(page.getByRole('navigation').getByRole('button', { name: /Along/ }), 'Shift+Tab')
  await press('Enter')
  await right.locator('canvas[aria-label*="Along"]').waitFor()
  await left.locator('svg line').first().waitFor({ state: 'attached' })
  await axe('side by side')
  await picture('viewer-keys-compare')
  await reach(page.getByRole('navigation').getByRole('button', { name: /Across/ }), 'Shift+Tab')
  await press('Enter')
  await right.locator('canvas[aria-label*="Across"]').waitFor()
  await toImage(right)
  await press('ArrowDown')
  await shows(2, left)
  await reach(page.getByRole('button', { name: 'Scroll together' }))
  await press('Enter')
  await toImage(right)
  await press('ArrowDown')
  await shows(3, right)
  check((await left.getAttribute('data-index')) === '2', 'what is not linked scrolls along')
  await press('c')
  await right.waitFor({ state: 'detached' })

  // What came with the images.
  await reach(page.getByRole('button', { name: /For the meeting/ }), 'Shift+Tab')
  await press('Enter')
  await shows(2)
  await press('Enter')
  await shows(5)
  await reach(page.getByRole('button', { name: /Turned/ }), 'Shift+Tab')
  await press('Enter')
  await shows(1)
  await axe('a presentation state')
  await press('Enter')
  await reach(page.getByRole('button', { name: /Likely liver/ }), 'Shift+Tab')
  await press('Enter')
  await page.locator('[data-segments="1"]').waitFor()
  await axe('a segmentation')
  await reach(page.getByRole('checkbox'))
  await press(' ')
  await page.locator('[data-segments="0"]').waitFor()
  await press(' ')
  await reach(page.getByRole('button', { name: 'Go to Liver' }))
  await press('Enter')
  await page.locator('[data-segments="1"]').waitFor()

  // Who draws.
  await reach(page.getByRole('group', { name: 'Drawn by' }).getByRole('button', { name: 'Processor' }))
  await press('Enter')
  await reach(page.getByRole('banner').getByRole('button', { name: 'Case' }))
}
