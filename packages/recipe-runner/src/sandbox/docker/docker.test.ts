import { chmod, chown, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type Docker from 'dockerode';
import { runScript, startScript } from '../../../test/run-in-sandbox.ts';
import { sandboxHere } from '../../../test/sandboxes.ts';
import { connectEngine } from './try-docker.ts';
import { reapContainers } from './container-owner.ts';
import { DEFAULT_DOCKER_SETTINGS } from './docker-settings.ts';
import { runHelper } from './run-helper.ts';

const choice = await sandboxHere('docker');
const host = process.env['DOCKER_HOST'];
const image = process.env['PANGEO_FORGE_DOCKER_IMAGE'] ?? DEFAULT_DOCKER_SETTINGS.image;
const describeIf = choice ? describe : describe.skip;
const OWNER = 'org.pangeo-forge.sandbox.owner';

if (!choice) test.skip('the sandbox of containers (needs an engine with the image)', () => {});

describeIf('the sandbox of containers (needs an engine with the image)', () => {
  if (!choice) return;
  const { sandbox } = choice;
  let engine: Docker;
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'docker-test-'));
    const attempt = await connectEngine(host);
    if ('missing' in attempt) throw new Error(attempt.missing);
    engine = attempt.engine;
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  const ours = () => engine.listContainers({ all: true, filters: { label: [OWNER] } });

  test('passes no secret to the engine, and leaves no log there', async () => {
    const path = join(directory, 'secrets', 'key.json');
    for (const name of ['secrets', 'flags']) await mkdir(join(directory, name));
    const started = await startScript(
      sandbox,
      `echo "$TOKEN"; cat ${path}; until [ -e ${directory}/flags/go ]; do sleep 0.05; done`,
      {
        writable: [join(directory, 'flags')],
        environment: { TOKEN: "hunter2 with ' and $HOME" },
        secretFiles: [{ path, content: 'hunter3' }],
      },
    );
    const inspected = await Promise.all((await ours()).map(({ Id }) => engine.getContainer(Id).inspect()));
    const mine = inspected.find(({ Config }) =>
      Config.Cmd?.some((part) => part.includes('hunter') || part.includes(path)),
    );
    expect(mine).toBeDefined();
    expect(JSON.stringify(mine?.Config.Env)).not.toContain('hunter');
    expect(JSON.stringify(mine?.Config.Labels)).not.toContain('hunter');
    expect(JSON.stringify(mine)).not.toMatch(/hunter[23]/);
    expect(mine?.HostConfig.LogConfig?.Type).toBe('none');
    await writeFile(join(directory, 'flags', 'go'), '');
    const { stdout } = await started.finish();
    expect(stdout).toBe("hunter2 with ' and $HOME\nhunter3");
  });

  test('has the limits that were requested', async () => {
    const started = await startScript(sandbox, 'sleep 60', { limits: { memoryBytes: 300 * 1024 ** 2 } });
    const inspected = await Promise.all((await ours()).map(({ Id }) => engine.getContainer(Id).inspect()));
    const mine = inspected.find(({ HostConfig }) => HostConfig.Memory === 300 * 1024 ** 2);
    expect(mine?.HostConfig).toMatchObject({
      AutoRemove: true,
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      NetworkMode: 'none',
      PidsLimit: 2000,
      Privileged: false,
    });
    expect(mine?.Config.User).not.toMatch(/^0?:|^root/);
    await started.running.killTree();
    await started.finish();
  });

  test('ends with a reason when its memory is out, although its first process lives on', async () => {
    const started = await startScript(sandbox, 'head -c 300000000 /dev/zero | tail -c 300000000; sleep 60', {
      limits: { memoryBytes: 64 * 1024 ** 2 },
    });
    expect(await started.running.exited).toMatchObject({ outOfMemory: true });
    await started.finish();
  });

  test('containers of a dead worker are removed, those of a living one stay', async () => {
    const label = (process: object) => ({ [OWNER]: JSON.stringify({ host: hostname(), container: null, process }) });
    const make = (labels: Record<string, string>) =>
      engine.createContainer({
        Image: image,
        Entrypoint: ['sleep', '600'],
        Labels: labels,
        HostConfig: { NetworkMode: 'none' },
      });
    const living = await startScript(sandbox, 'sleep 60');
    const ofDead = await make(label({ pid: process.pid, startTime: '1' }));
    await ofDead.start();
    const ofUnknown = await make({ [OWNER]: 'somebody' });
    expect(await reapContainers(engine, null)).toBeGreaterThanOrEqual(1);
    await expect(ofDead.inspect()).rejects.toMatchObject({ statusCode: 404 });
    await ofUnknown.remove({ force: true });
    expect(await Promise.race([living.running.exited.then(() => 'ended'), Promise.resolve('alive')])).toBe('alive');
    await living.running.killTree();
    await living.finish();
  });

  test('a worker that is itself in a container shares its volumes with siblings, and names what it cannot share', async () => {
    const repository = join(import.meta.dirname, '../../../../..');
    const socket = new URL(host ?? 'unix:///var/run/docker.sock').pathname;
    await mkdir(join(directory, 'out'));
    await chmod(directory, 0o755);
    if (process.getuid?.() === 0) await chown(join(directory, 'out'), 1000, 1000);
    const { stdout, stderr } = await runHelper(engine, {
      Image: image,
      User: '1000:1000',
      Env: [`PANGEO_FORGE_DOCKER_IMAGE=${image}`],
      WorkingDir: '/tmp',
      Entrypoint: [
        process.execPath,
        join(repository, 'packages/recipe-runner/test/sibling-worker.main.ts'),
        '/data/out',
      ],
      Cmd: [],
      HostConfig: {
        NetworkMode: 'none',
        GroupAdd: [String((await stat(socket)).gid)],
        Tmpfs: { '/tmp': 'exec' },
        Binds: [`${repository}:${repository}:ro`, `${socket}:/var/run/docker.sock`, `${directory}:/data`],
      },
    });
    expect({ stdout, stderr }).toMatchObject({ stdout: expect.stringContaining('written by a sibling\n') });
    expect(stdout).toContain('/var is in this container only');
    expect(await readFile(join(directory, 'out', 'file'), 'utf8')).toBe('written by a sibling\n');
  });

  test('a missing image is named', async () => {
    const started = runScript(sandbox, 'true', { image: 'pangeo-forge/no-such-image' });
    await expect(started).rejects.toThrow(/no such image/i);
  });
});
