import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { runScript, startScript } from '../../test/run-in-sandbox.ts';
import { sandboxesHere } from '../../test/sandboxes.ts';
import { enterGroup, tryControlGroups } from './control-groups.ts';

const MB = 1024 ** 2;
const attempt = await tryControlGroups();
const groups = 'groups' in attempt ? attempt.groups : null;
const { process: unprotected, bubblewrap } = await sandboxesHere();

const limitsMemory = groups?.limited.has('memory') ? test : test.skip;
const limitsProcesses = groups?.limited.has('processes') ? test : test.skip;

/** Groups of this process. */
const groupsLeft = () =>
  readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .filter((line) => / - cgroup2? /.test(line))
    .map((line) => line.split(' ')[4] ?? '')
    .flatMap((directory) =>
      existsSync(directory) ? readdirSync(directory, { recursive: true, encoding: 'utf8' }) : [],
    )
    .filter((name) => name.includes(`pangeo-forge-run-${process.pid}-`) && !name.includes('.'));

test('without a group the command is as it was', () => {
  expect(enterGroup(null, ['/bin/true', 'x'])).toEqual(['/bin/true', 'x']);
});

for (const [name, sandbox] of Object.entries({ process: unprotected, bubblewrap })) {
  limitsMemory(
    `in the sandbox ${name} the kernel ends what uses too much memory, however fast (needs control groups)`,
    async () => {
      if (!sandbox) return;
      const script = `head -c ${200 * MB} /dev/zero | tail -c ${200 * MB} | wc -c`;
      const limits = { memoryBytes: 64 * MB };
      const { stdout, ...exit } = await runScript(sandbox, script, { limits });
      expect(exit).toMatchObject({ outOfMemory: true });
      expect(stdout).not.toContain(String(200 * MB));
      const allowed = await runScript(sandbox, 'head -c 20000000 /dev/zero | tail -c 20000000 | wc -c', { limits });
      expect(allowed).toMatchObject({ exitCode: 0, stdout: '20000000\n' });
      expect(allowed).not.toHaveProperty('outOfMemory');
    },
  );

  limitsMemory(
    `in the sandbox ${name} a file in memory and many small processes count together (needs control groups)`,
    async () => {
      if (!sandbox) return;
      const eater = 'head -c 30000000 /dev/zero | tail -c 30000000 | (sleep 1; wc -c)';
      const script = `for i in 1 2 3 4 5; do (${eater}) & done; wait`;
      expect(await runScript(sandbox, script, { limits: { memoryBytes: 64 * MB } })).toMatchObject({
        outOfMemory: true,
      });
    },
  );

  limitsProcesses(
    `in the sandbox ${name} the kernel lets no run have more than 2,000 processes (needs control groups)`,
    async () => {
      if (!sandbox) return;
      const script = `exec python3 -c "
import os, time
made = 0
try:
    for number in range(2500):
        if os.fork() == 0:
            time.sleep(600)
            os._exit(0)
        made += 1
except OSError:
    pass
print(made, flush=True)
"`;
      const started = await startScript(sandbox, script);
      const { stdout } = await started.finish();
      expect(Number(stdout)).toBeGreaterThan(1_000);
      expect(Number(stdout)).toBeLessThan(2_000);
    },
  );

  (groups && sandbox ? test : test.skip)(
    `in the sandbox ${name} nothing is left, neither a daemon that hides nor its group (needs control groups)`,
    async () => {
      if (!sandbox) return;
      const before = groupsLeft();
      const started = await startScript(sandbox, "(env -i setsid sh -c 'cd /; sleep 4000' >/dev/null 2>&1 &); echo on");
      await started.finish();
      expect(groupsLeft()).toEqual(before);
    },
  );
}
