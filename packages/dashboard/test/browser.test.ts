import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { accessibilityViolations, ALL_RULES } from '../src/testing/accessibility.ts';
import { findChromium, openBrowser } from '../src/testing/open-browser.ts';
import { KEY } from './stand-in-api.ts';
import type { Viewers } from '../src/http/page-session.ts';
import { startDashboard, type TestDashboard } from './start-dashboard.ts';

const HANGS_AFTER_MS = 5 * 60_000;
const chromium = findChromium();
const PHONE = { viewport: { width: 320, height: 640 }, isMobile: true, hasTouch: true };
const PATHS = [
  'recipe-runs',
  'recipe-runs?feedstock=a',
  'recipe-run/8',
  'recipe-run/7',
  'recipe-run/6',
  'feedstocks',
  'feedstock/6',
  'datasets',
  'datasets?kind=all',
  'dataset/1',
  'dataset/2',
  'bakeries',
  'nowhere',
];

/**
 * What the policy refuses is written to the console; these are meant: pages that are not found, and the script that is
 * planted in a sandboxed frame.
 */
const EXPECTED = /status of 4|\/dashboard\/xarray\?.* the document's frame is sandboxed/;

/** The pages read themselves again when they are looked at again. */
const LOOK_AGAIN = 'document.dispatchEvent(new Event("visibilitychange"))';

/** Named as skipped where no Chromium is installed. */
(chromium ? describe : describe.skip)('in Chromium', () => {
  let browser: Browser;
  let dashboard: TestDashboard;
  let problems: string[] = [];
  beforeAll(async () => {
    browser = await openBrowser(chromium ?? '');
  });
  afterAll(() => browser.close());
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    await dashboard.stop();
    expect(problems).toEqual([]);
  });

  async function open(path: string, options: BrowserContextOptions = {}, viewers?: Viewers): Promise<Page> {
    dashboard = await startDashboard(undefined, viewers);
    problems = [];
    const page = await (await browser.newContext(options)).newPage();
    page.setDefaultTimeout(HANGS_AFTER_MS);
    page.on('pageerror', ({ message }) => problems.push(message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !EXPECTED.test(message.text())) problems.push(message.text());
    });
    await page.goto(`${dashboard.url}/dashboard/${path}`);
    return page;
  }

  test.each([
    ['by day', {}, ALL_RULES],
    ['by night', { colorScheme: 'dark' as const }, '{ type: "rule", values: ["color-contrast"] }'],
    ['on a phone', PHONE, '{ type: "rule", values: ["target-size", "scrollable-region-focusable"] }'],
  ])('every page is accessible %s, fits, and runs nothing that a recipe planted', async (_when, options, rules) => {
    const page = await open(PATHS[0] ?? '', options);
    const found: string[] = [];
    for (const path of PATHS) {
      await page.goto(`${dashboard.url}/dashboard/${path}`, { waitUntil: 'domcontentloaded' });
      await page.evaluate('for (const each of document.querySelectorAll("details")) each.open = true');
      found.push(...(await accessibilityViolations(page, rules)));
      const state = await page.evaluate<[boolean, boolean]>(
        '[document.documentElement.scrollWidth > innerWidth, "broken" in window]',
      );
      expect([path, ...state]).toEqual([path, false, false]);
    }
    expect(found).toEqual([]);
  });

  const READERS = [
    ['signed out', null],
    ['signed in, with every right', { run: true, production: true }],
    ['signed in, without any', { run: false, production: false }],
  ] as const;
  const LOOKS = [{}, { colorScheme: 'dark' as const }, PHONE];
  test.each(READERS)('where people can sign in, pages of a reader %s are accessible and fit', async (_who, rights) => {
    for (const look of LOOKS) {
      const page = await open('recipe-runs', look, viewersOf(rights));
      for (const path of ['recipe-run/7', 'recipe-run/8', 'feedstock/6']) {
        await page.goto(`${dashboard.url}/dashboard/${path}`, { waitUntil: 'domcontentloaded' });
        await page.evaluate('for (const each of document.querySelectorAll("details")) each.open = true');
        expect(await accessibilityViolations(page)).toEqual([]);
        const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
        expect([path, look, overflow]).toEqual([path, look, 0]);
      }
      await page.context().close();
      if (look !== PHONE) await dashboard.stop();
    }
  });

  test('the layout does not shift while a page loads', async () => {
    const page = await open('recipe-run/8');
    await page.locator('[data-log-state][data-live]').waitFor();
    const shift = await page.evaluate<number>(`new Promise((resolve) => {
      new PerformanceObserver((list) => resolve(list.getEntries().reduce((sum, { value }) => sum + value, 0))).observe({ type: 'layout-shift', buffered: true });
      setTimeout(() => resolve(0), 300);
    })`);
    expect(shift).toBeLessThan(0.01);
  });

  test('a log is followed live as text, continues after the last line when the connection is lost, and says when it is complete', async () => {
    const page = await open('recipe-run/8');
    const log = page.locator('[data-log-lines]');
    await page.locator('[data-log-state][data-live]').waitFor();
    await waitFor(() => dashboard.api.followers().count === 1);
    expect(dashboard.api.followers().lastEventId).toBe('1-1-1');
    dashboard.api.writeLog(['\u001b[31m<script>window.broken=1</script>\u001b[0m']);
    await log.locator('.ansi-red', { hasText: '<script>' }).waitFor();
    dashboard.api.cutFollowers();
    dashboard.api.writeLog(['written while nobody followed']);
    await log.getByText('written while nobody followed').waitFor();
    expect(dashboard.api.followers().lastEventId).toBe('1-1-2');
    dashboard.api.endRun();
    await page.getByText('complete', { exact: true }).waitFor();
    await page.evaluate(LOOK_AGAIN);
    await page.locator('#run-head[data-outcome="success"]').waitFor();
    expect(await log.locator('.line').count()).toBe(5);
    expect(await page.evaluate('"broken" in window')).toBe(false);
    problems = problems.filter((problem) => !problem.includes('ERR_')); // the cut
  });

  test('a text is found in the log by keyboard, and its URL finds it again', async () => {
    const page = await open('recipe-run/6');
    await page.keyboard.press('/');
    await page.keyboard.type('inputs');
    await page.getByText('1 of 1').waitFor();
    expect(await page.locator('.line.is-current').textContent()).toContain('reading 12 inputs');
    await page.goto(page.url());
    await page.getByText('1 of 1').waitFor();
    expect(new URL(page.url()).searchParams.get('find')).toBe('inputs');
  });

  test('with a key a run is retried and the new one opens; without one there is a message', async () => {
    const page = await open('recipe-run/7');
    await page.locator('summary', { hasText: 'Run again' }).click();
    await page.getByLabel('API key').fill('wrong');
    await page.getByRole('button', { name: 'Run again' }).click();
    await page.getByText('Invalid API Key').waitFor();
    await page.getByLabel('API key').fill(KEY);
    await page.getByRole('button', { name: 'Run again' }).click();
    await page.waitForURL('**/dashboard/recipe-run/8');
  });

  test('the list refreshes itself, and a filter is in the URL', async () => {
    const page = await open('recipe-runs');
    await page.getByLabel('State').selectOption('timed_out');
    await page.waitForURL('**/recipe-runs?outcome=timed_out');
    expect(await page.locator('table.rows tbody tr').count()).toBe(1);
    const [late] = dashboard.api.runs.filter(({ id }) => id === 2);
    Object.assign(late ?? {}, { conclusion: 'timed_out' });
    await page.evaluate(LOOK_AGAIN);
    await page.locator('table.rows tbody tr').nth(1).waitFor();
  });

  test('datasets are filtered and opened without scripts, by keyboard', async () => {
    const page = await open('datasets', { javaScriptEnabled: false });
    await page.getByLabel('Text', { exact: true }).focus();
    await page.keyboard.type('daily');
    await page.keyboard.press('Enter');
    await page.getByText('1 dataset', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'sst', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/dashboard/dataset/1');
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('sst');
    await page.locator('.dataset-figure img').waitFor();
  });

  test('without scripts everything but following works', async () => {
    const page = await open('recipe-run/8', { javaScriptEnabled: false });
    await page.getByText('reading 12 inputs').waitFor();
    expect(await page.getByLabel('API key').isVisible()).toBe(false);
    await page.getByRole('link', { name: 'Runs' }).first().click();
    await page.getByLabel('Text', { exact: true }).fill('recipe-6');
    await page.getByRole('button', { name: 'Show' }).click();
    expect(await page.locator('table.rows tbody tr').count()).toBe(1);
  });
});

/** A reader with these rights on every run; null for one who is not signed in. */
function viewersOf(rights: { run: boolean; production: boolean } | null): Viewers {
  return {
    viewerOf: async () => rights && { login: 'a-person-with-the-longest-login-of-all', csrf: 'token' },
    isOperator: async () => rights?.production === true,
    buttonsOn: async () =>
      rights && { ...rights, whoMay: 'somebody with `write` permission', attempt: 1, bakeries: ['one', 'two'] },
  };
}
