import axe from 'axe-core'

/** What axe finds on the page, as readable lines; colors are looked at in a real browser. */
export async function axeFindings(node: Element = document.body): Promise<string[]> {
  const { violations } = await axe.run(node, { resultTypes: ['violations'], rules: { 'color-contrast': { enabled: false }, region: { enabled: false } } })
  return violations.map(v => `${v.id}: ${v.nodes.map(n => n.html.slice(0, 120)).join(' | ')}`)
}
