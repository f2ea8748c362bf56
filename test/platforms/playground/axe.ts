/** What is wrong with a page for people with assistive technology, as axe-core sees it. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** As sentences. */
export async function faultsOf(page: Page): Promise<string[]> {
  // Through the debugger, which no policy of the page concerns.
  await page.evaluate(`${AXE}; undefined`)
  const { violations } = (await page.evaluate('axe.run()')) as AxeResults
  return violations.flatMap(({ id, impact, nodes }) =>
    nodes.map(({ html }) => `${impact} ${id}: ${html.slice(0, 200)}`),
  )
}
