import { expect, test } from '@jest/globals';
import { type Machine, directEngineOf } from './direct-engine.ts';

const GIGABYTE = 1024 ** 3;
const LARGE: Machine = { processors: 8, memoryBytes: 64 * GIGABYTE };
const CLASS = 'pangeo_forge_runner.bakery.local.LocalDirectBakery';

const engineOf = (prune: boolean, section: object, machine = LARGE, bakery_class = CLASS) =>
  directEngineOf(
    {
      kind: 'bake',
      invocationId: '1',
      repoUrl: 'file:///feedstock.git',
      ref: 'main',
      prune,
      config: { Bake: { bakery_class }, LocalDirectBakery: section },
    },
    machine,
  );

test('a test run works in the runner’s own process', () => {
  expect(engineOf(true, {})).toEqual({ mode: 'in_memory', workers: 1 });
});

test('a full bake has a thread for each processor, if there is memory for it', () => {
  expect(engineOf(false, {})).toEqual({ mode: 'multi_threading', workers: 8 });
  expect(engineOf(false, {}, { ...LARGE, memoryBytes: 2 * GIGABYTE })).toEqual({
    mode: 'multi_threading',
    workers: 4,
  });
  expect(engineOf(false, {}, { ...LARGE, processors: 1 })).toEqual({ mode: 'in_memory', workers: 1 });
});

test('what the bakery’s file says is kept, for test runs too', () => {
  expect(engineOf(true, { num_workers: 3 })).toEqual({ mode: 'multi_threading', workers: 3 });
  expect(engineOf(false, { num_workers: 1 })).toEqual({ mode: 'in_memory', workers: 1 });
  const processes = { direct_running_mode: 'multi_processing' };
  expect(engineOf(true, { ...processes, num_workers: 2 })).toEqual({ mode: 'multi_processing', workers: 2 });
  expect(engineOf(true, processes)).toEqual({ mode: 'multi_processing', workers: 8 });
});

test('other bakeries are left alone', () => {
  expect(engineOf(true, {}, LARGE, 'pangeo_forge_runner.bakery.dataflow.DataflowBakery')).toBeNull();
});
