import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ensureInspectorEnvironment } from '@pangeo-forge/runner-environment/ensure-runner-environment';
import { execa } from 'execa';
import { INSPECT_STORES, type InspectedStore, inspectionAnswerSchema } from './inspection.ts';

const rootDir = path.join(import.meta.dirname, '../../../../.local/runner');
const inspector = await ensureInspectorEnvironment({ rootDir, environment: process.env }).catch(() => null);
const MAKE_STORES = path.join(import.meta.dirname, '../../test/make_pictured_stores.py');
const DRAWN = {
  map: 'Sea surface temperature (degC), 2000-01-01',
  noise: 'Sea surface temperature (degC), 2000-01-01',
  decreasing: 'Sea surface temperature (degC), 2000-01-01',
  irregular: 'Sea surface temperature (degC), 2000-01-01',
  'other-calendar': 'Sea surface temperature (degC), 2000-01-01',
  'starts-empty': 'Sea surface temperature (degC), 2000-07-01',
  'one-place': 'Sea surface temperature (degC), lat 0.5 degrees_north, lon 10.5 degrees_east',
  'one-row': 'Sea surface temperature (degC), 2000-01-01, lat 0.5 degrees_north',
  constant: 'Sea surface temperature (degC), 2000-01-01',
  'missing-coordinates': 'Sea surface temperature (degC), 2000-01-01',
  curvilinear: 'ice (1)',
  'curvilinear-with-holes': 'ice (1)',
  projected: 'ice (1)',
  stations: 't',
  profile: 't',
  section: 't',
  large: 'v',
};
const NOT_DRAWN = [
  'only-missing',
  'infinite',
  'strings',
  'objects',
  'no-coordinates',
  'huge-chunk',
  'many-chunks',
] as const;

let folder: string;
const stores = new Map<string, InspectedStore | undefined>();
const names = [...Object.keys(DRAWN), 'series', ...NOT_DRAWN];

beforeAll(async () => {
  if (!inspector) return;
  folder = await mkdtemp(path.join(tmpdir(), 'pictures-'));
  const python = inspector.pythonExecutable;
  await execa(python, ['-I', MAKE_STORES, folder], { extendEnv: false, env: {} });
  const targets = names.map((name) => ({
    fsspec_class: 'fsspec.implementations.local.LocalFileSystem',
    fsspec_args: {},
    root_path: path.join(folder, name),
    own_prefixes: [],
    allow_private: false,
  }));
  const input = JSON.stringify({ targets, seconds: 600, objects: 2_000, pictureSeconds: 600 });
  const { stdout } = await execa(python, ['-I', '-B', INSPECT_STORES], { input, extendEnv: false, env: {} });
  const answer = inspectionAnswerSchema.parse(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? ''));
  for (const [at, found] of answer.targets.entries())
    stores.set(names[at] ?? '', found.outcome === 'looked' ? found.stores[0] : undefined);
}, 900_000);
afterAll(() => (folder ? rm(folder, { recursive: true, force: true }) : undefined));

(inspector ? describe : describe.skip)('the inspector (needs Python 3.11 and a package index)', () => {
  test.each(Object.entries(DRAWN))('draws %s, for light and for dark pages, in less than 60 kB', (name, caption) => {
    const { opens, picture } = stores.get(name) ?? {};
    expect(opens).toBe(true);
    expect(picture?.caption).toBe(caption);
    expect(picture?.light.length).toBeGreaterThan(2_000);
    expect(picture?.light.length).toBeLessThan(60_000);
    expect(picture?.dark.length).toBeLessThan(60_000);
    expect(picture?.dark.equals(picture.light)).toBe(false);
  });

  test.each(NOT_DRAWN)('a dataset that cannot be drawn opens without a picture: %s', (name) => {
    expect(stores.get(name)).toMatchObject({ opens: true, picture: null });
  });

  test('a stranger’s names are one short line of plain text in a picture, and no formula', () => {
    const caption = stores.get('series')?.picture?.caption ?? '';
    expect(caption).toMatch(/^CO2 \$\\frac\{a\}\{b\$ <script>alert\(1\)<\/script> x+… \(ppm \[31m\)$/);
    expect(caption.length).toBeLessThan(120);
  });

  test('nothing but a small PNG is taken for a picture', () => {
    const [first] = [...stores.values()];
    const encoded = first?.picture?.light.toString('base64') ?? '';
    const read = (picture: unknown) => {
      const store = { ...first, picture };
      const [target] = inspectionAnswerSchema.parse({
        targets: [{ outcome: 'looked', stores: [store], isEmpty: false }],
      }).targets;
      return target?.outcome === 'looked' ? target.stores[0]?.picture : undefined;
    };
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>').toString('base64');
    const endless = Buffer.from(encoded, 'base64');
    endless.writeUInt32BE(1_000_000, 16);
    expect(read({ light: encoded, dark: encoded, caption: 'x' })).toMatchObject({ caption: 'x' });
    for (const other of [svg, 'no base64', '', endless.toString('base64'), `${encoded}${'A'.repeat(120_000)}`])
      expect(read({ light: encoded, dark: other, caption: 'x' })).toBeNull();
  });
});
