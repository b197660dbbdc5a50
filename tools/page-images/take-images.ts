import type { openBrowser } from '@pangeo-forge/dashboard/testing/open-browser';
import UPNG from 'upng-js';
import type { SampleRuns } from './sample-story.ts';

type Browser = Awaited<ReturnType<typeof openBrowser>>;
type Page = Awaited<ReturnType<Awaited<ReturnType<Browser['newContext']>>['newPage']>>;
type ContextOptions = Parameters<Browser['newContext']>[0];

export interface PageImage {
  /** Such as `run-failed-phone-dark`. */
  name: string;
  png: Buffer;
}

const SIZES = {
  phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
  desktop: { viewport: { width: 1280, height: 860 } },
} satisfies Record<string, ContextOptions>;
const SCHEMES = ['light', 'dark'] as const;

/** The key of the sample system, with which an operator signs in. */
export const SAMPLE_KEY = 'the key of the sample system';

/** The pages by the name of their image. */
function pathsOf(runs: SampleRuns): Record<string, string> {
  return {
    runs: 'dashboard/recipe-runs',
    'run-failed': `dashboard/recipe-run/${runs.failed}`,
    'run-succeeded': `dashboard/recipe-run/${runs.succeeded}`,
    'run-running': `dashboard/recipe-run/${runs.running}`,
    'run-waiting': `dashboard/recipe-run/${runs.waiting}`,
    feedstocks: 'dashboard/feedstocks',
    feedstock: 'dashboard/feedstock/2',
    datasets: 'dashboard/datasets',
    bakeries: 'dashboard/bakeries',
    'not-found': 'dashboard/recipe-run/999999',
    empty: 'dashboard/recipe-runs?q=nothing-is-called-this',
    ops: 'ops',
    'ops-queues': 'ops/queues/queue/pangeo-forge-reports',
  };
}

/** The first screen of every page on a phone and a desktop, light and dark. */
export async function takeImages(browser: Browser, url: string, runs: SampleRuns): Promise<PageImage[]> {
  const images: PageImage[] = [];
  for (const [size, options] of Object.entries(SIZES)) {
    for (const colorScheme of SCHEMES) {
      const context = await browser.newContext({ ...options, colorScheme, locale: 'en-GB', timezoneId: 'UTC' });
      const page = await context.newPage();
      await logIn(page, url);
      for (const [name, path] of Object.entries(pathsOf(runs))) {
        await page.goto(`${url}/${path}`, { waitUntil: name.startsWith('ops') ? 'networkidle' : 'load' });
        const png = await page.screenshot({ animations: 'disabled' });
        images.push({ name: `${name}-${size}${colorScheme === 'dark' ? '-dark' : ''}`, png });
      }
      await context.close();
    }
  }
  return images;
}

async function logIn(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/ops/login`);
  await page.fill('input[name=key]', SAMPLE_KEY);
  await page.click('button');
}

const COLOURS = 64;

/** The same picture in few colours, as pages have few: a fourth of the bytes. */
export function shrinkPng(png: Buffer): Buffer {
  const image = UPNG.decode(new Uint8Array(png).buffer);
  return Buffer.from(UPNG.encode(UPNG.toRGBA8(image), image.width, image.height, COLOURS));
}
