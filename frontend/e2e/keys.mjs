// The keyboard alone, as a person without a mouse uses it.

/** Goes with Tab to a control, or with Shift Tab back to it, and sees whether a dialog that has just closed takes the focus back. */
export async function tabTo(page, control, key = 'Tab', most = 90) {
  await control.first().waitFor()
  const there = () => control.first().evaluate(e => e === document.activeElement)
  for (let i = 0; i < most; i++) {
    if (await there()) {
      await page.waitForTimeout(150)
      if (await there()) return
    }
    await page.keyboard.press(key)
  }
  throw new Error(`not reached by ${key}: ${control}`)
}

/** Presses a control that Tab leads to. */
export async function pressByKeys(page, control, key = 'Enter') {
  await tabTo(page, control)
  await page.keyboard.press(key)
}

/** Signs in a second time, for one act. */
export async function signByKeys(p, name, title = 'Sign with your own key') {
  const dialog = p.dialog(title)
  const password = dialog.getByLabel('Password', { exact: true })
  await password.waitFor()
  await tabTo(p.page, password)
  await p.page.keyboard.type(p.account.password)
  await tabTo(p.page, p.box('One-time code', dialog))
  await p.page.keyboard.type(p.code())
  if (name) await p.look(name)
  await p.page.keyboard.press('Enter')
  await dialog.waitFor({ state: 'detached' })
}
