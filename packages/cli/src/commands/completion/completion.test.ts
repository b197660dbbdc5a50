import path from 'node:path';
import { execFileSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { execa } from 'execa';
import { runCommand } from '../../../test/run-command.ts';

const isOnPath = (program: string) => {
  try {
    return execFileSync(program, ['--version'], { stdio: 'ignore' }) === null;
  } catch {
    return false;
  }
};
const testWithFish = isOnPath('fish') ? test : test.skip;

const scriptFor = async (shell: string) => (await runCommand(['completion', shell])).stdout;

/** What bash offers for the last of these words. */
async function offeredByBash(...words: string[]): Promise<string[]> {
  const line = ['pangeo-forge', ...words].map((word) => `'${word}'`).join(' ');
  const script = [
    await scriptFor('bash'),
    `COMP_WORDS=(${line}); COMP_CWORD=${words.length}`,
    '"$(complete -p pangeo-forge | sed "s/.*-F \\([^ ]*\\) .*/\\1/")"',
    `printf '%s\\n' "\${COMPREPLY[@]}"`,
  ].join('\n');
  const { stdout } = await execa('bash', ['--norc', '-c', script]);
  return stdout.split('\n').filter(Boolean);
}

test('bash completes groups, commands and options, after options too', async () => {
  expect(await offeredByBash('rec')).toEqual(['recipe']);
  expect(await offeredByBash('recipe', 'l')).toEqual(['lint']);
  expect(await offeredByBash('db', 'migration', '')).toEqual(['new']);
  expect(await offeredByBash('recipe', 'test', 'sst', '--min')).toEqual(['--minutes']);
  expect(await offeredByBash('recipe', 'test', '--recipe', 'sst', '--min')).toEqual(['--minutes']);
});

test('bash completes files where no command or option matches', async () => {
  const { stdout } = await execa('bash', ['--norc', '-c', `${await scriptFor('bash')}\ncomplete -p pangeo-forge`]);
  expect(stdout).toContain('-o default');
  expect(await offeredByBash('recipe', 'lint', path.join('.', 'fold'))).toEqual([]);
});

testWithFish('fish completes groups, commands and options', async () => {
  const script = await scriptFor('fish');
  const offered = async (line: string) => {
    const { stdout } = await execa('fish', ['--no-config', '-c', `${script}\ncomplete -C '${line}'`]);
    return stdout.split('\n').map((row) => row.split('\t')[0]);
  };
  expect(await offered('pangeo-forge rec')).toEqual(['recipe']);
  expect(await offered('pangeo-forge recipe l')).toEqual(['lint']);
  expect(await offered('pangeo-forge recipe test sst --min')).toEqual(['--minutes']);
});

test('a shell that is not known is named', async () => {
  expect(await runCommand(['completion', 'csh'])).toMatchObject({
    exitCode: 2,
    stderr: 'shell: must be one of bash, zsh, fish\n',
  });
});
