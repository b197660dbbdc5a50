import { copiedTree } from '@pangeo-forge/github/feedstocks/copied-tree';
import { createRepository } from '@pangeo-forge/github/feedstocks/create-repository';
import { feedstockPullRequest } from '@pangeo-forge/github/feedstocks/feedstock-pull-request';
import { feedstockReadme } from '@pangeo-forge/github/feedstocks/feedstock-readme';
import { mergeOwnPullRequest } from '@pangeo-forge/github/feedstocks/merge-own-pull-request';
import type { Perform } from '@pangeo-forge/github/feedstocks/perform';
import type { RepositoryClient } from '@pangeo-forge/github/repository-client';
import type { RepositoryInfo } from '@pangeo-forge/github/repository-settings';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { answerOf } from '@pangeo-forge/api-client/answers';
import { setTimeout as pause } from 'node:timers/promises';
import { refusalStatus } from '@pangeo-forge/github/github-error';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import path from 'node:path';
import type { FolderFile } from '@pangeo-forge/github/git-trees';
import type { Api } from '../api/connect-api.ts';

export interface ByHand {
  feedstock: RepositoryClient;
  /** The recipe's folder. */
  folder: string;
  serverUrl: string;
  /** Makes the feedstock known, and answers where its page is. */
  register: () => Promise<string>;
  perform: Perform;
}

export interface CreatedFeedstock {
  /** False: the recipe was in it before. */
  created: boolean;
  url: string;
}

/**
 * What a merge in staged-recipes does for a recipe, for a folder on this machine. What was done by an earlier attempt
 * is found, and not done again.
 */
export async function createFeedstockByHand(options: ByHand): Promise<CreatedFeedstock> {
  const { feedstock, folder, serverUrl, register, perform } = options;
  const origin = `Pangeo Forge feedstock ${feedstock.fullName.name}, made by hand`;
  await perform('repository', createRepository(feedstock, origin));
  const { defaultBranch: base, url } = await perform('first commit', {
    find: () => readyRepository(feedstock),
    send: () => Promise.reject(new AppError('github_unavailable', `GitHub does not show ${feedstock.fullName} yet.`)),
  });
  const dashboardUrl = await register();
  if ((await feedstock.git.readPlainFile('feedstock/meta.yaml', base)).outcome !== 'absent')
    return { created: false, url };
  const creation = feedstockPullRequest({
    feedstock,
    base,
    origin,
    body: 'The recipe, added by hand.',
    changes: async () => [
      ...(await copiedTree({
        source: recipeFileReader(folder),
        files: await listRecipeFiles(folder),
        createBlob: (_file, content) => feedstock.git.createBlob(content),
      })),
      {
        path: 'README.md',
        mode: '100644',
        content: feedstockReadme(feedstock.fullName, {
          origin: null,
          serverUrl,
          defaultBranch: base,
          dashboardUrl,
          badgeUrl: null,
        }),
      },
    ],
  });
  await mergeOwnPullRequest(perform, creation);
  return { created: true, url };
}

async function readyRepository(feedstock: RepositoryClient): Promise<RepositoryInfo | null> {
  const info = await feedstock.settings.get();
  return info && (await feedstock.git.branchSha(info.defaultBranch)) !== null ? info : null;
}

/** The API knows the feedstock from now on, if it did not before. Answers its id. */
export async function registerFeedstock(api: Api, spec: string): Promise<number> {
  const [known] = await answerOf(api.GET('/feedstocks/', { params: { query: { spec } } }));
  return known?.id ?? (await answerOf(api.POST('/feedstocks/', { body: { spec } }))).id;
}

const FIRST_PAUSE_MS = 500;
const TRIES = 6;

/**
 * Checks whether a step was done, and does it if not; tries again while GitHub has not yet recorded the step before.
 */
export function performByHand(signal: AbortSignal, onStep: (name: string) => void): Perform {
  return async (name, { find, send }) => {
    onStep(name);
    for (let tries = 1; ; tries++) {
      try {
        const found = find === 'send_again' ? null : await find();
        return found ?? (await send());
      } catch (error) {
        const isLag =
          refusalStatus(error) === 404 || (error instanceof AppError && error.code === 'github_unavailable');
        if (!isLag || tries === TRIES) throw error;
        await pause(FIRST_PAUSE_MS * 2 ** (tries - 1), undefined, { signal });
      }
    }
  };
}

const LEFT_OUT = new Set(['.git', '.pangeo-forge', 'node_modules', '__pycache__', '.ipynb_checkpoints']);
const MAX_FILES = 500;

/** The files of a recipe's folder, as git would keep them; `sha` is their path. */
async function listRecipeFiles(folder: string): Promise<FolderFile[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files: FolderFile[] = [];
  for (const entry of entries) {
    const place = path.relative(folder, path.join(entry.parentPath, entry.name));
    if (entry.isDirectory() || place.split(path.sep).some((name) => LEFT_OUT.has(name))) continue;
    const { mode, size } = await lstat(path.join(folder, place));
    const gitMode = entry.isSymbolicLink() ? '120000' : mode & 0o100 ? '100755' : '100644';
    files.push({ path: place.split(path.sep).join('/'), mode: gitMode, sha: place, size });
  }
  if (files.length > MAX_FILES)
    throw new AppError('too_large', `${folder} holds ${files.length} files: a recipe has ${MAX_FILES} at most.`);
  return files.sort((one, other) => (one.path < other.path ? -1 : 1));
}

/** Reads what `listRecipeFiles` named. */
function recipeFileReader(folder: string): { readBlob(place: string): Promise<Buffer> } {
  return {
    async readBlob(place) {
      const file = path.join(folder, place);
      const isLink = (await lstat(file)).isSymbolicLink();
      return isLink ? Buffer.from(await readlink(file)) : readFile(file);
    },
  };
}
