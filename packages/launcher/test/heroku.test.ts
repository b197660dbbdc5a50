import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { processTypeOf } from '../src/processes/process-types.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const read = (name: string) => readFileSync(path.join(ROOT, name), 'utf8');

/** https://devcenter.heroku.com/articles/app-json-schema; unknown keys are refused there in silence, here aloud. */
const addon = z.strictObject({ plan: z.string().regex(/^[a-z-]+:[a-z0-9-]+$/), as: z.string().optional() });
const size = z.enum(['eco', 'basic', 'standard-1x', 'standard-2x', 'performance-m', 'performance-l']);
const parts = {
  env: z.record(
    z.string().regex(/^[A-Z_]+$/),
    z.strictObject({
      description: z.string().optional(),
      value: z.string().optional(),
      required: z.boolean().optional(),
      generator: z.literal('secret').optional(),
    }),
  ),
  formation: z.record(z.string(), z.strictObject({ quantity: z.number().int().min(0), size })),
  addons: z.array(addon),
  scripts: z.strictObject({ postdeploy: z.string(), 'pr-predestroy': z.string() }).partial(),
};
const appJsonSchema = z
  .strictObject({
    ...parts,
    name: z.string().max(30),
    description: z.string(),
    repository: z.url(),
    keywords: z.array(z.string()),
    stack: z.literal('container'),
    environments: z.partialRecord(z.enum(['test', 'review', 'production']), z.strictObject(parts).partial()),
  })
  .partial();

const herokuYmlSchema = z.strictObject({
  setup: z.strictObject({ addons: z.array(addon), config: z.record(z.string(), z.string()).optional() }),
  build: z.strictObject({ docker: z.record(z.string(), z.string()) }),
  release: z.strictObject({ image: z.string(), command: z.array(z.string()) }),
  run: z.record(z.string(), z.union([z.string(), z.strictObject({ image: z.string(), command: z.array(z.string()) })])),
});

const app = appJsonSchema.parse(JSON.parse(read('app.json')));
const heroku = herokuYmlSchema.parse(parse(read('heroku.yml')));
const commandOf = (name: string) => {
  const entry = heroku.run[name];
  return typeof entry === 'string' ? entry : (entry?.command.join(' ') ?? '');
};

test('each process type of heroku.yml is one that the launcher knows, in an image that is built', () => {
  for (const [name, entry] of Object.entries(heroku.run)) {
    const image = typeof entry === 'string' ? name : entry.image;
    expect(existsSync(path.join(ROOT, heroku.build.docker[image] ?? 'no such image'))).toBe(true);
    const [, file = '', type] = /^(\S+) (\S+)$/.exec(commandOf(name)) ?? [];
    expect(existsSync(path.join(ROOT, file))).toBe(true);
    expect(processTypeOf(type)).toBe(name);
  }
  expect(Object.keys(heroku.build.docker)).toContain(heroku.release.image);
  expect(existsSync(path.join(ROOT, heroku.release.command[0] ?? ''))).toBe(true);
});

test('app.json sizes the process types that heroku.yml has, and mixes no small dynos with large ones', () => {
  for (const formation of [app.formation, app.environments?.review?.formation]) {
    expect(Object.keys(formation ?? {}).sort()).toEqual(Object.keys(heroku.run).sort());
    const small = Object.values(formation ?? {}).filter((dyno) => ['eco', 'basic'].includes(dyno.size));
    expect(small).toEqual([]);
  }
});

test('every environment has Postgres, Redis and a log', () => {
  for (const addons of [app.addons, app.environments?.production?.addons]) {
    const services = addons?.map(({ plan }) => plan.split(':')[0]);
    expect(services).toEqual(['heroku-postgresql', 'heroku-redis', 'papertrail']);
  }
});

test('only a review app runs recipes beside its own secrets, and it is seeded with the test feedstock', () => {
  expect(app.formation?.['runner']?.quantity).toBe(0);
  expect(app.environments?.review?.formation?.['runner']?.quantity).toBe(1);
  const [, file = ''] = /^node (\S+) db seed pforgetest\/test-staged-recipes$/.exec(
    app.environments?.review?.scripts?.postdeploy ?? '',
  ) ?? ['', ''];
  expect(existsSync(path.join(ROOT, file))).toBe(true);
  expect(file).not.toBe('');
});
