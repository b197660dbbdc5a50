import { expect, test } from '@jest/globals';
import { findPython } from './find-python.ts';
import { inspectClasses } from './inspect-classes.ts';

const python = await findPython(process.env).catch(() => null);
const here = python === null ? test.skip : test;

here('a class is named as absent, misspelt, or beyond what is installed (needs Python 3.11 on PATH)', async () => {
  const ask = (name: string) => ({ name, kind: 'bakery' as const });
  const questions = [ask('no_such_package.Bakery'), ask('json.JSONDecodr'), ask('json.no_such_module.Bakery')];
  expect(await inspectClasses(python ?? '', questions, process.env['PATH'] ?? '')).toEqual([
    { outcome: 'no_package', package: 'no_such_package' },
    { outcome: 'wrong', message: 'json has no class JSONDecodr. Did you mean JSONDecoder?' },
    { outcome: 'wrong', message: 'there is no module json.no_such_module' },
  ]);
});

test('an interpreter that does not run gives no answer', async () => {
  expect(await inspectClasses('/no/such/python', [{ name: 'a.B', kind: 'bakery' }], '')).toBeNull();
});
