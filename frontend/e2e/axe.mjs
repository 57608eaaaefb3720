// What axe finds on a page as it stands. It runs in the page itself, once brought
// there: @axe-core/playwright opens a page of its own for each look, which costs more
// than the look and takes the keys away.
import axe from 'axe-core'

/** The rules that are broken, each with its nodes, as axe has them: of all, or of those named. */
export async function violationsOf(page, rules) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source)
  return page.evaluate(async only => {
    const { violations } = await window.axe.run(document, { resultTypes: ['violations'], ...(only && { runOnly: only }) })
    return violations.map(({ id, help, impact, nodes }) => ({ id, help, impact, nodes: nodes.map(({ html, target, any, all }) => ({ html, target, any: any.map(({ message }) => ({ message })), all: all.map(({ message }) => ({ message })) })) }))
  }, rules)
}
