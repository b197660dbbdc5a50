import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** Rules of WCAG 2.2 AA, and axe's best practices. */
export const ALL_RULES = '["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]';

/** What axe finds on the page, one line for each rule. `rules` is axe's `runOnly`, as JSON. */
export async function accessibilityViolations(page: Page, rules = ALL_RULES): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate<axe.AxeResults>(`axe.run({ runOnly: ${rules} })`);
  return found.violations.map(({ id, nodes }) => `${page.url()}: ${id} ${nodes.map(({ html }) => html).join(' ')}`);
}
