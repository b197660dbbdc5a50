import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';

// Workflows only run on GitHub. These tests find the mistakes that can be found by reading them.
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FOLDER = path.join(ROOT, '.github', 'workflows');

const stepSchema = z.object({
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.unknown()).default({}),
});
const jobSchema = z.object({
  'timeout-minutes': z.number(),
  strategy: z.object({ matrix: z.record(z.string(), z.unknown()) }).optional(),
  steps: z.array(stepSchema),
});
const workflowSchema = z.object({
  permissions: z.object({ contents: z.literal('read') }),
  jobs: z.record(z.string(), jobSchema),
});

const files = readdirSync(FOLDER);
const textOf = (name: string) => readFileSync(path.join(FOLDER, name), 'utf8');
const jobsOf = (name: string) => Object.values(workflowSchema.parse(parse(textOf(name))).jobs);
const stepsOf = (name: string) => jobsOf(name).flatMap(({ steps }) => steps);
const using = (action: string) => files.flatMap(stepsOf).filter(({ uses }) => uses?.startsWith(`${action}@`));

test.each(files)('%s may only read, ends in time, and uses actions whose code cannot change', (name) => {
  expect(jobsOf(name).length).toBeGreaterThan(0);
  for (const [, reference] of textOf(name).matchAll(/uses: (.+)/g))
    expect(reference).toMatch(/^[\w./-]+@[0-9a-f]{40} # v\d+(\.\d+)*$/);
});

test('checkouts do not persist credentials', () => {
  const checkouts = using('actions/checkout');
  expect(checkouts).not.toEqual([]);
  for (const step of checkouts) expect(step.with).toMatchObject({ 'persist-credentials': false });
});

test('Node is set up without the pnpm cache, since only npx installs pnpm', () => {
  const setUps = using('actions/setup-node');
  expect(setUps).not.toEqual([]);
  for (const step of setUps) expect(step.with).toMatchObject({ 'package-manager-cache': false });
});

test('each image has its Dockerfile and target', () => {
  const matrices = jobsOf('image.yml').flatMap(({ strategy }) => strategy?.matrix['include'] ?? []);
  const images = z.array(z.object({ file: z.string(), target: z.string() })).parse(matrices);
  expect(images.map(({ target }) => target)).toEqual(['services', 'release', 'runner']);
  for (const { file, target } of images)
    expect(readFileSync(path.join(ROOT, file), 'utf8')).toMatch(new RegExp(`^FROM .+ AS ${target}$`, 'm'));
  const named = stepsOf('image.yml').flatMap(({ run = '' }) =>
    [...run.matchAll(/--file (\S+)/g)].map(([, file = '']) => file),
  );
  expect(named).not.toEqual([]);
  for (const file of named) expect(existsSync(path.join(ROOT, file))).toBe(true);
});

test('each image gets a bill of materials and its provenance, and both are kept', () => {
  const steps = stepsOf('image.yml');
  const attested = steps.filter(({ with: inputs }) => inputs['sbom'] === true && inputs['provenance'] === 'mode=max');
  expect(attested.length).toBe(1);
  const folder = /dest=([\w-]+)/.exec(String(attested[0]?.with['outputs']))?.[1];
  const kept = steps.filter(({ uses }) => uses?.startsWith('actions/upload-artifact@'));
  expect(kept.map(({ with: inputs }) => inputs['path'])).toEqual([`${folder}/*.json`]);
});

test('digests of base images are pinned and renewed by Renovate', () => {
  const renovate: unknown = JSON.parse(readFileSync(path.join(ROOT, 'renovate.json'), 'utf8'));
  expect(renovate).toMatchObject({ extends: expect.arrayContaining(['docker:pinDigests']) });
});

test('each package.json script that a workflow runs exists', () => {
  const { scripts } = z
    .object({ scripts: z.record(z.string(), z.string()) })
    .parse(JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')));
  const ownOfPnpm = ['install', 'audit', 'sbom'];
  const run = files.flatMap((name) =>
    [...textOf(name).matchAll(/run: npx -y pnpm@[\d.]+ ([\w:]+)/g)].map(([, script = '']) => script),
  );
  expect(run.length).toBeGreaterThan(3);
  expect(run.filter((script) => !(script in scripts) && !ownOfPnpm.includes(script))).toEqual([]);
});

const { packageManager } = z
  .object({ packageManager: z.string().regex(/^pnpm@\d+\.\d+\.\d+$/) })
  .parse(JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')));

test('each command that a reader, a workflow or CI runs names the very pnpm that package.json names', () => {
  const patterns = [
    '*.md',
    'docs/**/*.md',
    '.github/**/*.yml',
    '.ci/*',
    'Dockerfile*',
    'lefthook.yml',
    'tools/**/*.ts',
  ];
  const inFiles = globSync(patterns, { cwd: ROOT, exclude: ['docs/history/**', '**/node_modules/**'] }).flatMap(
    (file) =>
      [...readFileSync(path.join(ROOT, file), 'utf8').matchAll(/\bpnpm@[\w.-]*/g)].map(([found]) => ({ file, found })),
  );
  expect(inFiles.length).toBeGreaterThan(30);
  const others = inFiles.filter(({ found }) => found.replace(/\.$/, '') !== packageManager && found !== 'pnpm@');
  expect(others).toEqual([]);
});

test('the images are built by the very pnpm that package.json names', () => {
  for (const file of ['Dockerfile', 'Dockerfile.runner', 'Dockerfile.test']) {
    const version = /^ARG PNPM_VERSION=(.+)$/m.exec(readFileSync(path.join(ROOT, file), 'utf8'))?.[1];
    expect([file, `pnpm@${version}`]).toEqual([file, packageManager]);
  }
});
