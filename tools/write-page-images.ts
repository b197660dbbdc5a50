// Takes pictures of every page for docs/pages.md and the README, with Chromium and sample rows on loopback.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { findChromium, openBrowser } from '@pangeo-forge/dashboard/testing/open-browser';
import { startTestServers } from './jest/test-servers.ts';
import { startSampleSystem } from './page-images/sample-system.ts';
import { shrinkPng, takeImages } from './page-images/take-images.ts';

/** Only these are kept in dark: the others have the same shape. */
const DARK = new Set(['runs-phone-dark', 'runs-desktop-dark', 'run-failed-phone-dark', 'run-failed-desktop-dark']);

const chromium = findChromium();
if (!chromium) throw new Error('Install Chromium, or name it in CHROMIUM.');
const directory = path.join(import.meta.dirname, '..', 'docs', 'images', 'pages');
await mkdir(directory, { recursive: true });
const servers = await startTestServers();
process.env['PANGEO_FORGE_TEST_SERVERS'] = servers.url;
const system = await startSampleSystem();
const browser = await openBrowser(chromium);
for (const { name, png } of await takeImages(browser, system.url, system.runs)) {
  if (name.endsWith('-dark') && !DARK.has(name)) continue;
  await writeFile(path.join(directory, `${name}.png`), shrinkPng(png));
}
await browser.close();
await system.stop();
await servers.stop();
