import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Metafile } from 'esbuild';

const PACKAGE_OF = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;
const LICENSE_FILE = /^(licen[cs]e|copying|notice)(\.|-|$)/i;

interface Manifest {
  name: string;
  version: string;
  license?: string;
}

/** The terms of every package of which code is in the bundle. */
export async function thirdPartyLicenses(root: string, { inputs }: Metafile): Promise<string> {
  const folders = new Set(Object.keys(inputs).flatMap((file) => PACKAGE_OF.exec(file)?.[0] ?? []));
  const sections = new Map<string, string>();
  for (const folder of folders) {
    const place = path.resolve(root, folder);
    const { name, version, license } = JSON.parse(await readFile(path.join(place, 'package.json'), 'utf8')) as Manifest;
    const texts = await licenseTexts(place);
    const terms = texts.length > 0 ? texts.join('\n\n') : `License: ${license ?? 'unknown'}`;
    sections.set(`${name} ${version}`, `${name} ${version}\n${'='.repeat(70)}\n\n${terms.trim()}\n`);
  }
  return [...sections.keys()]
    .sort()
    .map((name) => sections.get(name))
    .join('\n\n');
}

async function licenseTexts(place: string): Promise<string[]> {
  const names = (await readdir(place)).filter((name) => LICENSE_FILE.test(name)).sort();
  return Promise.all(names.map((name) => readFile(path.join(place, name), 'utf8')));
}
