// Pages that are not ours to write, as browsers show them: Bull Board and Swagger UI, and the operators' own.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { api } from '@pangeo-forge/api/service';
import { accessibilityViolations } from '@pangeo-forge/dashboard/testing/accessibility';
import { findChromium, openBrowser } from '@pangeo-forge/dashboard/testing/open-browser';
import { createMigratedDatabase } from '@pangeo-forge/db/testing/migrated-database';
import type { TestDatabase } from '@pangeo-forge/db/testing/test-database';
import { createHttpService, type HttpService } from '@pangeo-forge/service/http-service';
import { createTestRedis, type TestRedis } from '@pangeo-forge/testkit/redis/create-test-redis';
import { pino } from 'pino';

const KEY = 'the-key-of-this-test';
const HANGS_AFTER_MS = 5 * 60_000;
const PAGES = [
  ['/docs', '.operation'],
  ['/ops/login', 'form'],
  ['/ops', 'main'],
  ['/ops/queues', 'main'],
] as const;
const LOOKS = [
  ['by day', {}],
  ['by night', { colorScheme: 'dark' as const }],
  ['on a phone', { viewport: { width: 320, height: 640 }, isMobile: true, hasTouch: true }],
  ['on a phone by night', { viewport: { width: 320, height: 640 }, colorScheme: 'dark' as const }],
] as const;
const chromium = findChromium();

/** Named as skipped where no Chromium is installed. */
(chromium ? describe : describe.skip)('in Chromium', () => {
  let database: TestDatabase;
  let redis: TestRedis;
  let service: HttpService;
  let browser: Awaited<ReturnType<typeof openBrowser>>;
  let url: string;
  beforeAll(async () => {
    [database, redis] = await Promise.all([createMigratedDatabase(), createTestRedis()]);
    service = createHttpService(
      { port: 0, databaseUrl: database.url, redisUrl: redis.url, poolSize: 4 },
      [api({ apiKey: KEY })],
      pino({ level: 'silent' }),
    );
    await service.start();
    url = `http://127.0.0.1:${service.port()}`;
    browser = await openBrowser(chromium ?? '');
  });
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
    await Promise.all([database?.drop(), redis?.stop()]);
  });

  test.each(LOOKS)('every page is accessible %s, fits, and loads nothing from other hosts', async (_when, look) => {
    const context = await browser.newContext(look);
    const page = await context.newPage();
    page.setDefaultTimeout(HANGS_AFTER_MS);
    const elsewhere: string[] = [];
    const refused: string[] = [];
    page.on('request', (request) => {
      const { origin, protocol } = new URL(request.url());
      if (origin !== url && protocol !== 'data:' && protocol !== 'blob:') elsewhere.push(request.url());
    });
    page.on('console', (message) => {
      if (/Content Security Policy/.test(message.text())) refused.push(message.text());
    });
    await page.goto(`${url}/ops/login`);
    await page.getByLabel('API key').fill(KEY);
    await page.getByRole('button', { name: 'Sign in' }).click();
    const found: unknown[] = [];
    for (const [path, shown] of PAGES) {
      await page.goto(url + path);
      await page.locator(shown).first().waitFor();
      await page.evaluate('for (const each of document.querySelectorAll(".operation")) each.open = true');
      found.push(...(await accessibilityViolations(page)));
      const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      if (overflow > 0) found.push(`${path} is ${overflow} px too wide`);
    }
    expect({ found, elsewhere, refused }).toEqual({ found: [], elsewhere: [], refused: [] });
    await context.close();
  });
});
