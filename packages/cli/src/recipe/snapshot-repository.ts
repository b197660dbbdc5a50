import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { execa } from 'execa';

export interface SnapshotRepository {
  /** `file://…/NAME.git` */
  url: string;
  sha: string;
  remove(): Promise<void>;
}

/** A recipe that nothing names is called as its repository. */
function nameOf(folder: string): string {
  const name = path.basename(folder) === 'feedstock' ? path.basename(path.dirname(folder)) : path.basename(folder);
  return name.replaceAll(/[^A-Za-z0-9._-]/g, '-').replace(/^[.-]+/, '') || 'snapshot';
}

const LEFT_OUT = new Set(['.git', '.pangeo-forge', 'node_modules', '__pycache__']);
const SETTINGS = [
  'user.name=pangeo-forge',
  'user.email=pangeo-forge@localhost',
  'commit.gpgsign=false',
  'core.hooksPath=/dev/null',
];

/**
 * A git repository whose `feedstock/` holds the folder as it is now, committed or not: the runner takes nothing else.
 */
export async function snapshotRepository(folder: string, searchPath: string): Promise<SnapshotRepository> {
  const parent = await mkdtemp(path.join(tmpdir(), 'pangeo-forge-snapshot-'));
  const remove = () => rm(parent, { recursive: true, force: true });
  try {
    const directory = path.join(parent, `${nameOf(folder)}.git`);
    await mkdir(directory);
    await cp(folder, path.join(directory, 'feedstock'), {
      recursive: true,
      filter: (source) => source === folder || !LEFT_OUT.has(path.basename(source)),
    });
    const git = async (...args: string[]) => {
      const settings = SETTINGS.flatMap((setting) => ['-c', setting]);
      const env = { PATH: searchPath, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' };
      return (await execa('git', [...settings, ...args], { cwd: directory, stdin: 'ignore', extendEnv: false, env }))
        .stdout;
    };
    await git('init', '--quiet', '--initial-branch=main');
    await git('add', '--all', '--force');
    await git('commit', '--quiet', '--message', 'The recipe as it is now');
    return { url: pathToFileURL(directory).href, sha: await git('rev-parse', 'HEAD'), remove };
  } catch (error) {
    await remove();
    throw error;
  }
}
