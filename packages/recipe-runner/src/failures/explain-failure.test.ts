import { describe, expect, test } from '@jest/globals';
import { explainFailure } from './explain-failure.ts';
import type { Evidence } from '../runner/read-output.ts';

const nothing: Evidence = {
  completed: null,
  failed: null,
  submitted: null,
  traceback: null,
  tail: [],
  errors: [],
};

function explain(
  evidence: Partial<Evidence>,
  exit: { exitCode: number | null; signal: string | null } = { exitCode: 1, signal: null },
) {
  return explainFailure({ evidence: { ...nothing, ...evidence }, kind: 'bake', ...exit }, 'recipes/oisst');
}

describe('the reason that an author reads', () => {
  test.each([
    [
      "FileNotFoundError: [Errno 2] No such file or directory: '/tmp/x/recipes/oisst/meta.yaml'",
      'there is no meta.yaml in recipes/oisst',
    ],
    [
      'FileNotFoundError: /tmp/x/recipes/oisst/requirements.txt does not exist.',
      'there is no requirements.txt in recipes/oisst; it is required, and may be empty',
    ],
    [
      "FileNotFoundError: [Errno 2] No such file or directory: '/tmp/x/recipes/oisst/recpie.py'",
      'meta.yaml names a recipe in recpie.py, which does not exist in recipes/oisst',
    ],
    ["ValueError: self.recipe_id='a' not in ['b', 'c']", "meta.yaml has no recipe a; it has ['b', 'c']"],
  ])('%s → %s', (exception, reason) => {
    const traceback = `Traceback (most recent call last):\n  File "/v/lib/python3.11/site-packages/x.py", line 1, in f\n${exception}`;
    expect(explain({ traceback })).toEqual({ kind: 'declaration', fault: 'author', reason });
  });

  test("names the line of the feedstock's own file, not of a library", () => {
    const traceback = [
      'Traceback (most recent call last):',
      '  File "/v/bin/pangeo-forge-runner", line 8, in <module>',
      '  File "/tmp/i/home/tmp/x/feedstock/recipe.py", line 12, in <module>',
      '  File "/v/lib/python3.11/site-packages/pangeo_forge_recipes/patterns.py", line 90, in __init__',
      'ValueError: Can only have one merge dim',
    ].join('\n');
    expect(explain({ traceback }).reason).toBe(
      'the recipe raised an error: recipe.py, line 12: ValueError: Can only have one merge dim',
    );
  });

  test('names the requirement that cannot be installed', () => {
    const tail = [
      'ERROR: Could not find a version that satisfies the requirement nothing==9 (from versions: none)',
      'ERROR: No matching distribution found for nothing==9',
    ];
    const traceback = 'Traceback (most recent call last):\nsubprocess.CalledProcessError: Command pip returned 1';
    expect(explain({ tail, traceback })).toMatchObject({
      fault: 'author',
      reason: expect.stringContaining('requirements.txt asks for nothing==9'),
    });
  });

  test('an exit without a message reports its code and the last line', () => {
    expect(explain({ tail: ['one', 'two'] }, { exitCode: 7, signal: null })).toEqual({
      kind: 'unknown',
      fault: 'unknown',
      reason: 'the runner ended with exit code 7 and gave no reason; the last line that it printed was: two',
    });
    expect(explain({}, { exitCode: 7, signal: null }).reason).toBe(
      'the runner ended with exit code 7 and gave no reason and printed nothing',
    );
  });

  test.each([
    [{ exitCode: null, signal: 'SIGKILL' }, /killed by the system, most likely because the machine ran out of memory/],
    [{ exitCode: 137, signal: null }, /killed by the system/],
  ])('killed by no one of us (%j) is taken for want of memory', (exit, reason) => {
    expect(explain({}, exit)).toMatchObject({ outOfMemory: true, reason: expect.stringMatching(reason) });
  });

  test('a MemoryError is want of memory', () => {
    expect(
      explain({ traceback: 'Traceback (most recent call last):\n  File "recipe.py", line 1\nMemoryError' }),
    ).toMatchObject({ outOfMemory: true });
    expect(
      explain({
        traceback:
          'Traceback (most recent call last):\nnumpy.core._exceptions._ArrayMemoryError: Unable to allocate 8 TiB',
      }),
    ).toMatchObject({ outOfMemory: true });
  });
});
