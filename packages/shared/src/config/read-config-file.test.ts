import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bakeryFileSchema } from './bakery-file.schema.ts';
import { readConfigFile } from './read-config-file.ts';
import { secretsFileSchema } from './secrets-file.schema.ts';

/** Lone surrogates among them; the library's own unit `binary` takes seconds to make. */
const anyCharacter = fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'config-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function problemsOf(text: string | Buffer, schema: typeof secretsFileSchema | typeof bakeryFileSchema) {
  const file = path.join(folder, 'some.yaml');
  await writeFile(file, text);
  const result = await readConfigFile<unknown>(file, schema);
  return 'problems' in result ? result.problems.map(({ line, message }) => `${line ?? '-'}: ${message}`) : [];
}

describe('an invalid file', () => {
  test('has all its problems reported, each with its line, what was expected and the nearest valid name', async () => {
    const text = `fastapi:
  PANGEO_FORGE_API_KEY: ""
github_app:
  app_name: 7
  id: 12
  privat_key: something
  webhook_secret: abcdef
  run_only_on: label
`;
    expect(await problemsOf(text, secretsFileSchema)).toEqual([
      '2: fastapi.PANGEO_FORGE_API_KEY: must not be empty',
      '4: github_app.app_name: expected string, received number',
      '3: github_app.private_key: is missing: expected string',
      '8: github_app.run_only_on: expected array, received string',
      '6: github_app.privat_key: is not known here. Did you mean "private_key"?',
    ]);
  });

  test('never has its values quoted, since they may be secrets', async () => {
    const secret = 'S3CR3T-value';
    const texts = [`a: *${secret}`, `a: !!${secret} x`, `${secret}`, `a: ["${secret}`, `github_app: ${secret}`];
    for (const text of texts) {
      const problems = await problemsOf(text, secretsFileSchema);
      expect(problems).not.toEqual([]);
      expect(problems.join('\n')).not.toContain(secret);
    }
  });

  test('that has lost its section "sops" says so', async () => {
    const problems = await problemsOf(
      'fastapi:\n  PANGEO_FORGE_API_KEY: ENC[AES256_GCM,data:x,iv:y]\n',
      secretsFileSchema,
    );
    expect(problems[0]).toMatch(/^2: fastapi.PANGEO_FORGE_API_KEY: is still encrypted/);
  });
});

describe('a section of the runner', () => {
  const good = 'Bake: { bakery_class: x.LocalDirectBakery }\nTargetStorage: { fsspec_class: f, root_path: /tmp }\n';

  test('that this system does not know is passed on', async () => {
    expect(await problemsOf(`${good}MyOwnBakery: { anything: 1 }\n`, bakeryFileSchema)).toEqual([]);
  });

  test('whose name is a letter away from a known one counts as a typo', async () => {
    expect(await problemsOf(`${good}InputCacheStorge: {}\n`, bakeryFileSchema)).toEqual([
      '3: InputCacheStorge: is not known. Did you mean "InputCacheStorage"?',
    ]);
  });

  test('of our own takes no unknown key', async () => {
    expect(await problemsOf(`${good}PangeoForge:\n  deadline_hour: 3\n`, bakeryFileSchema)).toEqual([
      '4: PangeoForge.deadline_hour: is not known here. Did you mean "deadline_hours"?',
    ]);
  });
});

describe('a malicious file', () => {
  test.each([
    ['aliases that multiply', `a: &a [x, x, x, x]\n${bomb()}`, /aliases/],
    ['endless nesting', '['.repeat(200_000), /deep|not valid YAML/],
    ['a NUL byte', 'a: b\0\n', /NUL/],
    ['a megabyte too many', `a: "${'x'.repeat(1024 * 1024)}"`, /larger/],
    ['two documents', 'a: 1\n---\nb: 2\n', /not valid YAML/],
  ])('%s is a problem like any other', async (_name, text, expected) => {
    const problems = await problemsOf(text, secretsFileSchema);
    expect(problems.join('\n')).toMatch(expected);
  });

  test('whatever it contains, its problems are reported', async () => {
    const piece = fc.constantFrom(
      'fastapi:',
      'github_app:',
      'id: ',
      '- ',
      '  ',
      '\n',
      '&a ',
      '*a',
      '<<: ',
      '[',
      '{',
      '}',
      '"',
      '|',
      '\t',
      '1e999',
      '0x7fffffffffffffff',
      '!!js/function ',
      '\0',
      '🌊',
    );
    const text = fc.oneof(
      fc.string({ unit: anyCharacter }),
      fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join('')),
    );
    await fc.assert(
      fc.asyncProperty(text, async (content) => {
        const problems = await problemsOf(content, secretsFileSchema);
        expect(problems.length).toBeGreaterThan(0);
      }),
    );
  });

  test('__proto__ reaches no object', async () => {
    const problems = await problemsOf('__proto__: { polluted: 1 }\n', secretsFileSchema);
    expect(problems.length).toBeGreaterThan(0);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});

function bomb(): string {
  const names = 'abcdefgh'.split('');
  return names
    .slice(1)
    .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${names[index]}`).join(', ')}]`)
    .join('\n');
}
