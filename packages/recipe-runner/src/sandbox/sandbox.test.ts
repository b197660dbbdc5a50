import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { execa } from 'execa';
import { sleeping } from '../../test/hostile/sleeping.ts';
import { runScript, startScript } from '../../test/run-in-sandbox.ts';
import { sandboxesHere } from '../../test/sandboxes.ts';

/** A number of seconds that no other process sleeps for: how a process of a test is found again. */
const uniqueSleep = () => `${randomInt(100_000, 999_999)}.${randomInt(100_000, 999_999)}`;

for (const [name, sandbox] of Object.entries(await sandboxesHere())) {
  const describeIf = sandbox && existsSync('/proc/self/stat') ? describe : describe.skip;
  describeIf(`every sandbox: ${name}`, () => {
    if (!sandbox) return;

    test('reports the exit code, and passes both streams on', async () => {
      const result = await runScript(sandbox, 'echo out; echo err >&2; exit 5');
      expect(result).toEqual({ exitCode: 5, signal: null, stdout: 'out\n', stderr: 'err\n' });
    });

    test('gives an empty standard input', async () => {
      expect((await runScript(sandbox, 'wc -c')).stdout.trim()).toBe('0');
    });

    test('starts in the private directory and lets it be written', async () => {
      const result = await runScript(sandbox, 'pwd; ls; echo x > tmp/file && cat tmp/file');
      expect(result.stdout).toMatch(/^\S+\/home\ntmp\nx\n$/);
    });

    test('delivers a secret file that only its owner can read', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'secret-test-'));
      const path = join(folder, 'key.json');
      const { stdout } = await runScript(sandbox, `cat ${path}; stat -c %a ${path}`, {
        secretFiles: [{ path, content: '{"key":"…"}' }],
      });
      expect(stdout).toMatch(/^\{"key":"…"\}[46]00\n$/);
      await rm(folder, { recursive: true });
    });

    test('lets /tmp be written, beside what is mounted there too', async () => {
      const folder = await mkdtemp('/tmp/sandbox-test-');
      await mkdir(join(folder, 'out'));
      const script = `mkdir ${folder}/cache && echo cached > ${folder}/cache/file && cat ${folder}/cache/file`;
      const { stdout } = await runScript(sandbox, script, { writable: [join(folder, 'out')] });
      expect(stdout).toBe('cached\n');
      await rm(folder, { recursive: true });
    });

    test.each([
      ['a child', 'sleep %s & wait'],
      ['a grandchild with a session of its own', 'setsid sh -c "sleep %s; true" & wait'],
      [
        'a daemon: two forks, a session and an environment of its own',
        '(env -i setsid sh -c "sleep %s; true" >/dev/null 2>&1 &); sleep 60',
      ],
      [
        'a family of 126',
        'f() { [ "$1" -gt 0 ] || { sleep %s; return; }; f "$(($1 - 1))" & f "$(($1 - 1))" & wait; }; f 6',
      ],
      [
        'thirty of them',
        'for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do setsid sleep %s & done; wait',
      ],
    ])('%s dies with the tree', async (_what, script) => {
      const seconds = uniqueSleep();
      const started = await startScript(sandbox, script.replace('%s', seconds));
      await waitFor(() => sleeping(seconds) > 0);
      expect(await started.running.killTree()).toBe(true);
      expect(sleeping(seconds)).toBe(0);
      await started.finish();
    });

    test('a daemon that outlives its parent is gone after the end', async () => {
      const seconds = uniqueSleep();
      const started = await startScript(sandbox, `setsid sleep ${seconds} >/dev/null 2>&1 & exit 0`);
      expect(await started.finish()).toMatchObject({ exitCode: 0 });
      expect(sleeping(seconds)).toBe(0);
    });

    test('the command dies when the worker is killed', async () => {
      const seconds = uniqueSleep();
      const temporary = await mkdtemp(join(tmpdir(), 'sandbox-worker-'));
      const program = join(import.meta.dirname, '../../test/sandbox-worker.main.ts');
      const worker = execa(process.execPath, [program, name, seconds], { env: { TMPDIR: temporary }, reject: false });
      await waitFor(() => sleeping(seconds) > 0);
      worker.kill('SIGKILL');
      await waitFor(() => sleeping(seconds) === 0, { describe: 'the sandboxed process to die' });
      await rm(temporary, { recursive: true });
    });

    test('reports how much memory and how many processes the tree uses', async () => {
      const started = await startScript(sandbox, 'head -c 50000000 /dev/zero | tail -c 50000000 | sleep 60', {
        readOnly: [],
      });
      const usage = await waitFor(() => {
        const now = started.running.usage();
        return now && (now.processes ?? 2) >= 2 && now.memoryBytes > 40_000_000 && now;
      });
      expect(usage.memoryBytes).toBeLessThan(200_000_000);
      await started.running.killTree();
      await started.finish();
    });

    test('a file cannot grow beyond its limit, nor processor time', async () => {
      const file = await runScript(sandbox, 'head -c 3000000 /dev/zero > big; stat -c %s big', {
        limits: { fileBytes: 1024 * 1024 },
      });
      expect(Number(file.stdout)).toBe(1024 * 1024);
      const endless = await runScript(sandbox, 'while :; do :; done', { limits: { cpuTimeS: 1 } });
      expect(endless.signal ?? endless.exitCode).not.toBe(0);
    });

    test('inherits nothing of the environment', async () => {
      process.env['A_SECRET_OF_THE_WORKER'] = 'hunter2';
      const { stdout } = await runScript(sandbox, 'env; cat /proc/self/environ');
      delete process.env['A_SECRET_OF_THE_WORKER'];
      expect(stdout).not.toContain('hunter2');
    });

    test('an executable that is not there is not taken for one that ended well', async () => {
      const exitCode = await runScript(sandbox, '', { argv: ['/nowhere/at/all'] }).then(
        (result) => result.exitCode,
        () => 'rejected',
      );
      expect(exitCode).not.toBe(0);
    });

    test('the directory for secret files stays as it is on the host, and the scratch of one run is not the scratch of another', async () => {
      const first = await startScript(sandbox, 'echo secret > mine; sleep 60');
      const second = await runScript(sandbox, 'ls');
      expect(second.stdout).toBe('tmp\n');
      await first.running.killTree();
      await first.finish();
      await expect(stat(first.folder)).rejects.toThrow(/ENOENT/);
      await expect(readFile(join(first.folder, 'home', 'mine'))).rejects.toThrow(/ENOENT/);
    });
  });
}
