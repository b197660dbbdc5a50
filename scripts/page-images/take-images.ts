import type { openBrowser } from '../../packages/dashboard/test/open-browser.ts';
import type { SampleRuns } from './sample-story.ts';

type Browser = Awaited<ReturnType<typeof openBrowser>>;
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

/** The pages by the name of their image. */
function pathsOf(runs: SampleRuns): Record<string, string> {
  return {
    runs: 'recipe-runs',
    'run-failed': `recipe-run/${runs.failed}`,
    'run-succeeded': `recipe-run/${runs.succeeded}`,
    'run-running': `recipe-run/${runs.running}`,
    'run-waiting': `recipe-run/${runs.waiting}`,
    feedstocks: 'feedstocks',
    feedstock: 'feedstock/2',
    datasets: 'datasets',
    bakeries: 'bakeries',
    'not-found': 'recipe-run/999999',
    empty: 'recipe-runs?q=nothing-is-called-this',
  };
}

/** Every page as a phone and as a desktop show it first, by day and by night. */
export async function takeImages(browser: Browser, url: string, runs: SampleRuns): Promise<PageImage[]> {
  const images: PageImage[] = [];
  for (const [size, options] of Object.entries(SIZES)) {
    for (const colorScheme of SCHEMES) {
      const context = await browser.newContext({ ...options, colorScheme, locale: 'en-GB', timezoneId: 'UTC' });
      const page = await context.newPage();
      for (const [name, path] of Object.entries(pathsOf(runs))) {
        await page.goto(`${url}/dashboard/${path}`, { waitUntil: 'load' });
        const png = await page.screenshot({ animations: 'disabled' });
        images.push({ name: `${name}-${size}${colorScheme === 'dark' ? '-dark' : ''}`, png });
      }
      await context.close();
    }
  }
  return images;
}
