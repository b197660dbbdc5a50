import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { temporaryDirectory } from '../process/temporary-directory.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';
import { renameInPlace } from './reachable-paths.ts';
import type { UnprivilegedUser } from './unprivileged-user.ts';

const run = promisify(execFile);

/** None of our variables: PGDATA and others would change what the programs do. */
const ENVIRONMENT = { LC_ALL: 'C', PATH: '/usr/bin:/bin' };

export interface NewCluster {
  /** Will contain `data/` and `password`. */
  directory: string;
  binaries: PostgresBinaries;
  user: UnprivilegedUser | undefined;
  /** Cache of clusters to copy, one per version. */
  cacheDir: string;
  /** Whether the files must survive a power cut. */
  durable: boolean;
}

/** Creates a database cluster by copying one that `initdb` created once: 0.1 s instead of 0.6 s. */
export async function createCluster(cluster: NewCluster): Promise<void> {
  const { binaries, directory, user } = cluster;
  const { stdout: version } = await run(binaries.postgres, ['--version'], { ...user, env: ENVIRONMENT });
  const template = path.join(cluster.cacheDir, `postgres-${/[\d.]+\w*/.exec(version)?.[0]}`);
  if (!existsSync(template)) await createTemplate(cluster, template);

  const data = path.join(directory, 'data');
  const unfinished = path.join(directory, `data.${process.pid}`);
  cpSync(path.join(template, 'password'), path.join(directory, 'password'));
  cpSync(path.join(template, 'data'), unfinished, { recursive: true });
  if (user) await run('chown', ['-R', `${user.uid}:${user.gid}`, unfinished]);
  if (cluster.durable) {
    await run(binaries.initdb, ['--sync-only', '-D', unfinished], {
      ...user,
      cwd: directory,
      env: ENVIRONMENT,
    });
  }
  renameInPlace(unfinished, data);
}

/**
 * Runs `initdb` in a temporary folder, which its user can access wherever the cache is, and moves the result to the
 * cache.
 */
async function createTemplate({ binaries, user, cacheDir }: NewCluster, template: string): Promise<void> {
  const workplace = temporaryDirectory();
  try {
    const password = path.join(workplace, 'password');
    writeFileSync(password, randomBytes(18).toString('base64url'), { mode: 0o600 });
    if (user) for (const file of [workplace, password]) chownSync(file, user.uid, user.gid);
    await run(
      binaries.initdb,
      ['-D', path.join(workplace, 'data'), '-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${password}`].concat(
        // without a locale the encoding would be SQL_ASCII
        ['-E', 'UTF8', '--locale=C.UTF-8', '--no-sync', '--no-instructions'],
      ),
      { ...user, cwd: workplace, env: ENVIRONMENT },
    );
    mkdirSync(cacheDir, { recursive: true });
    const unfinished = `${template}.${process.pid}`;
    cpSync(workplace, unfinished, { recursive: true });
    chmodSync(unfinished, 0o700);
    renameInPlace(unfinished, template);
  } finally {
    rmSync(workplace, { recursive: true, force: true });
  }
}
