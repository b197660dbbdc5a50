import { copiedTree } from '@pangeo-forge/github/feedstocks/copied-tree';
import { createRepository } from '@pangeo-forge/github/feedstocks/create-repository';
import { feedstockPullRequest } from '@pangeo-forge/github/feedstocks/feedstock-pull-request';
import { feedstockReadme } from '@pangeo-forge/github/feedstocks/feedstock-readme';
import { mergeOwnPullRequest } from '@pangeo-forge/github/feedstocks/merge-own-pull-request';
import type { Perform } from '@pangeo-forge/github/feedstocks/perform';
import type { RepositoryClient } from '@pangeo-forge/github/repository-client';
import type { RepositoryInfo } from '@pangeo-forge/github/repository-settings';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { listRecipeFiles, recipeFileReader } from './read-recipe-files.ts';

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

/** What a merge in staged-recipes does for a recipe, for a folder on this machine. What was done by an earlier attempt is found, and not done again. */
export async function createFeedstockByHand(hand: ByHand): Promise<CreatedFeedstock> {
  const { feedstock, folder, serverUrl, register, perform } = hand;
  const origin = `Pangeo Forge feedstock ${feedstock.fullName.name}, made by hand`;
  await perform('repository', createRepository(feedstock, origin));
  const { defaultBranch: base, url } = await perform('first commit', {
    look: () => readyRepository(feedstock),
    send: () => Promise.reject(new AppError('github_unavailable', `GitHub does not show ${feedstock.fullName} yet.`)),
  });
  const dashboardUrl = await register();
  if ((await feedstock.git.readFile('feedstock/meta.yaml', base)) !== null) return { created: false, url };
  const creation = feedstockPullRequest({
    feedstock,
    base,
    origin,
    body: 'The recipe, brought by hand.',
    changes: async () => [
      ...(await copiedTree({
        source: recipeFileReader(folder),
        files: await listRecipeFiles(folder),
        createBlob: (_file, content) => feedstock.git.createBlob(content),
      })),
      {
        path: 'README.md',
        mode: '100644',
        content: feedstockReadme(feedstock.fullName, { origin: null, serverUrl, defaultBranch: base, dashboardUrl }),
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
