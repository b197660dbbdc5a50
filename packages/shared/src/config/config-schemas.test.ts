import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { configSchemas } from './config-schemas.ts';

const ROOT = path.join(import.meta.dirname, '../../../..');
const ajv = new Ajv2020({ strict: false, formats: { uri: true, email: true } });

async function filesOf(folder: string): Promise<Array<[name: string, value: unknown]>> {
  const names = (await readdir(path.join(ROOT, folder))).filter((name) => name.endsWith('.yaml'));
  const read = async (name: string) => parse(await readFile(path.join(ROOT, folder, name), 'utf8')) as unknown;
  return Promise.all(names.map(async (name) => [name, await read(name)] as [string, unknown]));
}

describe('the published JSON Schemas', () => {
  test('are those of the code (node tools/write-config-schemas.ts brings them up to date)', async () => {
    for (const [name, schema] of Object.entries(configSchemas())) {
      const published: unknown = JSON.parse(await readFile(path.join(ROOT, 'docs/schemas', name), 'utf8'));
      expect(published).toEqual(JSON.parse(JSON.stringify(schema)));
    }
  });

  test('accept the example bakeries', async () => {
    const validate = ajv.compile(configSchemas()['bakery.schema.json'] as object);
    for (const [name, value] of await filesOf('bakeries'))
      expect([name, validate(value), validate.errors]).toEqual([name, true, null]);
  });

  test('accept the example secrets in their encrypted form', async () => {
    const schemas = configSchemas();
    const deployment = ajv.compile(schemas['deployment.schema.json'] as object);
    const bakeryArgs = ajv.compile(schemas['bakery-args.schema.json'] as object);
    for (const [name, value] of await filesOf('secrets')) {
      const validate = name.startsWith('config.') ? deployment : bakeryArgs;
      expect([name, validate(value), validate.errors]).toEqual([name, true, null]);
    }
  });

  test('refuse an unknown key in our own sections', () => {
    const validate = ajv.compile({ ...configSchemas()['deployment.schema.json'], $id: 'x' });
    expect(validate({ fastapi: { PANGEO_FORGE_API_KEY: 'a', other: 1 } })).toBe(false);
  });
});
