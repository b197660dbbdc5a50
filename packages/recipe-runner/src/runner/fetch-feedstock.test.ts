import { randomBytes } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { type FeedstockRepository, makeFeedstockRepository } from '../../test/feedstock-repository.ts';
import { type FetchLimits, type FetchResult, fetchFeedstock } from './fetch-feedstock.ts';

let upstream: FeedstockRepository;
let folder: string;

beforeEach(async () => {
  upstream = await makeFeedstockRepository({ 'feedstock/meta.yaml': 'recipes: []\n' });
  folder = await mkdtemp(join(tmpdir(), 'fetch-test-'));
});

afterEach(async () => {
  await upstream.remove();
  await rm(folder, { recursive: true, force: true });
});

const fetch = (
  ref: string,
  repoUrl = upstream.url,
  signal = new AbortController().signal,
  limits?: Partial<FetchLimits>,
) =>
  fetchFeedstock({
    repoUrl,
    ref,
    folder,
    environment: { PATH: process.env['PATH'] ?? '' },
    signal,
    ...(limits && { limits }),
  });

const ever = new AbortController().signal;

/** A server of git's oldest protocol, which only serves what branches contain; its first request is cut. */
async function serveFilesAfterABreak(directory: string): Promise<{ url: string; close: () => Promise<unknown> }> {
  let requests = 0;
  const server = createServer((request, response) => {
    if (requests++ === 0) return void request.socket.destroy();
    const { pathname } = new URL(request.url ?? '', 'http://localhost');
    createReadStream(join(directory, pathname.replace('/x.git', '')))
      .on('error', () => response.writeHead(404).end())
      .pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => new Promise((resolve) => void (server.closeAllConnections(), server.close(resolve)));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/x.git`, close };
}

async function filesOf(repository: string): Promise<string> {
  const copy = join(folder, 'copy');
  await execa('git', ['clone', '--quiet', `file://${repository}`, copy]);
  return (await execa('git', ['ls-files'], { cwd: copy })).stdout;
}

describe('fetching a feedstock', () => {
  test('brings one commit, which can be cloned from our copy', async () => {
    await upstream.git('commit', '--allow-empty', '--quiet', '--message', 'Later');
    const result = await fetch(upstream.sha);
    expect(result).toEqual({ outcome: 'fetched', repository: join(folder, 'feedstock.git'), sha: upstream.sha });
    expect(await filesOf(join(folder, 'feedstock.git'))).toBe('feedstock/meta.yaml');
  });

  test("brings a pull request's head that no branch holds", async () => {
    await upstream.git('checkout', '--quiet', '-b', 'proposal');
    await upstream.git('commit', '--allow-empty', '--quiet', '--message', 'Propose');
    const sha = await upstream.git('rev-parse', 'HEAD');
    await upstream.git('update-ref', 'refs/pull/1/head', sha);
    await upstream.git('checkout', '--quiet', 'main');
    await upstream.git('branch', '--quiet', '-D', 'proposal');
    expect(await fetch(sha)).toMatchObject({ outcome: 'fetched', sha });
  });

  test('follows a branch or a tag to its commit', async () => {
    await upstream.git('tag', '--annotate', '--message', 'One', 'v1');
    expect(await fetch('main')).toMatchObject({ outcome: 'fetched', sha: upstream.sha });
    await rm(join(folder, 'feedstock.git'), { recursive: true });
    expect(await fetch('v1')).toMatchObject({ outcome: 'fetched', sha: upstream.sha });
  });

  test('a missing commit is named', async () => {
    expect(await fetch('0'.repeat(40))).toMatchObject({
      outcome: 'failed',
      fault: 'author',
      reason: expect.stringContaining('has no commit 000'),
    });
  });

  test('a missing repository is named', async () => {
    const result = await fetch('main', `${upstream.url}.gone.git`);
    expect(result).toMatchObject({
      outcome: 'failed',
      fault: 'author',
      reason: expect.stringContaining('there is no public repository'),
    });
  });

  test("a server that does not answer is our trouble, not the author's", async () => {
    const result = await fetch('main', 'http://127.0.0.1:9/x.git');
    expect(result).toMatchObject({
      outcome: 'failed',
      fault: 'ours',
      unreachable: true,
      reason: expect.stringContaining('could not be fetched'),
    });
  });

  test('a server that broke off has not said that it lacks the commit', async () => {
    await upstream.git('commit', '--allow-empty', '--quiet', '--message', 'Propose');
    const sha = await upstream.git('rev-parse', 'HEAD');
    await upstream.git('reset', '--quiet', '--hard', upstream.sha);
    await upstream.git('update-server-info');
    const { url, close } = await serveFilesAfterABreak(join(upstream.directory, '.git'));
    expect(await fetch(sha, url)).toMatchObject({ outcome: 'failed', fault: 'ours', unreachable: true });
    await rm(join(folder, 'feedstock.git'), { recursive: true });
    expect(await fetch(sha, url)).toMatchObject({ fault: 'author', reason: expect.stringContaining('has no commit') });
    await close();
  });

  test('a git that is killed says nothing about the repository', async () => {
    const bin = join(folder, 'bin');
    await mkdir(bin);
    const real = (await execa('which', ['git'])).stdout;
    for (const dies of ['fetch', 'rev-parse']) {
      const script = `#!/bin/sh\ncase " $* " in *" ${dies} "*) kill -9 $$;; esac\nexec ${real} "$@"\n`;
      await writeFile(join(bin, 'git'), script, { mode: 0o755 });
      const environment = { PATH: `${bin}:${process.env['PATH']}` };
      const request = { repoUrl: upstream.url, ref: upstream.sha, folder, environment, signal: ever };
      expect(await fetchFeedstock(request)).toMatchObject({
        outcome: 'failed',
        fault: 'ours',
        reason: expect.stringContaining('git does not work on this machine'),
      });
      await rm(join(folder, 'feedstock.git'), { recursive: true });
    }
  });

  test('a server that hangs is left when the run is stopped', async () => {
    const hanging = createServer(() => {});
    await new Promise<void>((resolve) => hanging.listen(0, '127.0.0.1', resolve));
    const controller = new AbortController();
    hanging.once('request', () => controller.abort());
    const url = `http://127.0.0.1:${(hanging.address() as AddressInfo).port}/x.git`;
    expect(await fetch('main', url, controller.signal)).toMatchObject({ outcome: 'failed' });
    hanging.closeAllConnections();
    hanging.close();
  });

  test("neither the server's hooks nor any user's configuration run", async () => {
    const trace = join(folder, 'trace');
    const hook = join(upstream.directory, '.git', 'hooks', 'post-checkout');
    await writeFile(hook, `#!/bin/sh\ntouch ${trace}\n`);
    await chmod(hook, 0o755);
    await writeFile(
      join(folder, '.gitconfig'),
      `[core]\n\tfsmonitor = "touch ${trace}"\n[alias]\n\tfetch = "!touch ${trace}"\n`,
    );
    expect(await fetch(upstream.sha)).toMatchObject({ outcome: 'fetched' });
    expect(existsSync(trace)).toBe(false);
  });

  test('a repository that is too large is reported to its author with the limit', async () => {
    await writeFile(join(upstream.directory, 'large'), randomBytes(3_000_000));
    await upstream.git('add', '--all');
    await upstream.git('commit', '--quiet', '--message', 'Add a large file');
    const result = await fetch('main', upstream.url, ever, { fileBytes: 1024 ** 2 });
    expect(result).toMatchObject({
      outcome: 'failed',
      fault: 'author',
      reason: expect.stringContaining('is larger than 1 MiB'),
    });
  });

  test('a repository that git needs too much memory for is reported to its author, whatever it weighs', async () => {
    const message = join(folder, 'message');
    await writeFile(message, 'x'.repeat(100_000_000));
    await upstream.git('commit', '--quiet', '--allow-empty', '--cleanup=verbatim', '--file', message);
    const result = await fetch('main', upstream.url, ever, { memoryBytes: 64 * 1024 ** 2 });
    expect(result).toMatchObject({
      outcome: 'failed',
      fault: 'author',
      reason: expect.stringContaining('takes more than 64 MiB of memory'),
    });
  });

  test('a large file that compresses well takes little memory to fetch', async () => {
    await upstream.git('config', 'core.bigFileThreshold', '1m'); // of the server, which runs here too
    await writeFile(join(upstream.directory, 'zeros'), Buffer.alloc(100_000_000));
    await upstream.git('add', '--all');
    await upstream.git('commit', '--quiet', '--message', 'Add zeros');
    const result = await fetch('main', upstream.url, ever, { memoryBytes: 64 * 1024 ** 2 });
    expect(result).toMatchObject({ outcome: 'fetched' });
  });

  test('a fetch that took too long is reported with the limit', async () => {
    const hanging = createServer(() => {});
    await new Promise<void>((resolve) => hanging.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(hanging.address() as AddressInfo).port}/x.git`;
    let hasAsked = false;
    hanging.on('request', () => (hasAsked = true));
    let result: FetchResult | undefined;
    // a slow machine needs more than a second to come so far
    for (let ms = 1_000; !hasAsked; ms *= 2) result = await fetch('main', url, ever, { ms });
    hanging.closeAllConnections();
    hanging.close();
    expect(result).toMatchObject({
      outcome: 'failed',
      reason: expect.stringMatching(/longer to fetch than \d+ seconds/),
    });
  });

  test('only the one commit of a long history is fetched', async () => {
    for (let number = 0; number < 20; number++)
      await upstream.git('commit', '--allow-empty', '--quiet', '--message', `Commit ${number}`);
    const { sha } = (await fetch('main')) as { sha: string };
    const git = ['--git-dir', join(folder, 'feedstock.git')];
    expect((await execa('git', [...git, 'rev-list', '--count', sha])).stdout).toBe('1');
  });

  test('links and submodules of a repository are carried as they are, and nothing that they name is read or fetched', async () => {
    const program = join(folder, 'ran');
    await symlink('/etc/passwd', join(upstream.directory, 'feedstock', 'link'));
    const modules = `[submodule "x"]\n\tpath = x\n\turl = ext::sh -c touch% ${program}\n\tupdate = !touch ${program}\n`;
    await writeFile(join(upstream.directory, '.gitmodules'), modules);
    await writeFile(join(upstream.directory, '.gitattributes'), '*.nc filter=lfs diff=lfs merge=lfs\n');
    await writeFile(join(upstream.directory, 'large.nc'), 'version https://git-lfs.github.com/spec/v1\n');
    await upstream.git('add', '--all');
    await upstream.git('update-index', '--add', '--cacheinfo', `160000,${upstream.sha},x`);
    await upstream.git('commit', '--quiet', '--message', 'Add traps');
    const { sha } = (await fetch('main')) as { sha: string };
    const shown = ['--git-dir', join(folder, 'feedstock.git'), 'cat-file', 'blob', `${sha}:feedstock/link`];
    expect((await execa('git', shown)).stdout).toBe('/etc/passwd');
    expect(existsSync(program)).toBe(false);
  });
});
