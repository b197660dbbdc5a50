import { validationFailed } from '../http/api-error.ts';
import { type Body, optionalFlag, optionalText } from '../http/body.ts';
import { gitText } from '../git/run-git.ts';
import type { Account } from '../store/account.ts';
import { branchRef, branchTip, type Repository } from '../store/repository.ts';
import type { World } from '../store/world.ts';
import { renameRepository, setArchived } from './change-repository.ts';

/** Applies the body of a repository's PATCH. */
export async function changeSettings(world: World, repository: Repository, sender: Account, body: Body): Promise<void> {
  const defaultBranch = optionalText(body, 'default_branch');
  if (defaultBranch !== undefined) {
    if (!branchTip(repository, defaultBranch)) {
      throw validationFailed(
        'Repository',
        'default_branch',
        'invalid',
        'The branch was not found. Please push that ref first or create it via the Git Data API.',
      );
    }
    repository.defaultBranch = defaultBranch;
    await gitText(repository.git, ['symbolic-ref', 'HEAD', branchRef(defaultBranch)]);
  }
  const name = optionalText(body, 'name');
  if (name !== undefined) renameRepository(world, repository, sender, name);
  repository.description = optionalText(body, 'description') ?? repository.description;
  repository.homepage = optionalText(body, 'homepage') ?? repository.homepage;
  repository.isPrivate = optionalFlag(body, 'private') ?? repository.isPrivate;
  repository.deleteBranchOnMerge = optionalFlag(body, 'delete_branch_on_merge') ?? repository.deleteBranchOnMerge;
  const { allowedMerges } = repository;
  allowedMerges.merge = optionalFlag(body, 'allow_merge_commit') ?? allowedMerges.merge;
  allowedMerges.squash = optionalFlag(body, 'allow_squash_merge') ?? allowedMerges.squash;
  allowedMerges.rebase = optionalFlag(body, 'allow_rebase_merge') ?? allowedMerges.rebase;
  const isArchived = optionalFlag(body, 'archived');
  if (isArchived !== undefined) setArchived(world, repository, sender, isArchived);
}
