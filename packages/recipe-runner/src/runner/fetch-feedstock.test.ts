import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { type FeedstockRepository, makeFeedstockRepository } from '../../test/feedstock-repository.ts';
import { fetchFeedstock } from './fetch-feedstock.ts';

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

const fetch = (ref: string, repoUrl = upstream.url, signal = new AbortController().signal) =>
  fetchFeedstock({ repoUrl, ref, folder, environment: { PATH: process.env['PATH'] ?? '' }, signal });

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

  test('a commit that is not there is told as such', async () => {
    expect(await fetch('0'.repeat(40))).toMatchObject({
      outcome: 'failed',
      fault: 'author',
      reason: expect.stringContaining('has no commit 000'),
    });
  });

  test('a repository that is not there is told as such', async () => {
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

  test("neither the server's hooks nor anybody's configuration run", async () => {
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
});
