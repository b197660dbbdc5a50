import { guardBranch } from '../actions/guard-branch.ts';
import { moveRef } from '../actions/move-ref.ts';
import { signatureOf, webFlow } from '../actions/signature.ts';
import { ApiError } from '../http/api-error.ts';
import { optionalText, requiredText } from '../http/body.ts';
import { created, type Endpoint, noContent } from '../http/endpoint.ts';
import { isAncestor, mergeTrees } from '../git/merge-trees.ts';
import { readCommit, resolveCommit } from '../git/read-commit.ts';
import { writeCommitObject } from '../git/write-commit.ts';
import { commitRepresentation } from '../representations/commit.ts';
import { accountOf } from '../store/actor.ts';
import { branchRef, branchTip } from '../store/repository.ts';
import type { World } from '../store/world.ts';
import { rights } from './rights.ts';

/** Merging a branch into another without a pull request. */
export function mergeRoutes(world: World): Endpoint[] {
  return [
    {
      method: 'POST',
      path: '/repos/:owner/:repo/merges',
      access: rights.writeContents,
      handle: ({ repository, actor, body }) =>
        repository.exclusively(async () => {
          const base = requiredText(body, 'base');
          const name = requiredText(body, 'head');
          const tip = branchTip(repository, base);
          const head = branchTip(repository, name) ?? (await resolveCommit(repository.git, name));
          if (!tip) throw new ApiError(404, 'Base does not exist');
          if (!head) throw new ApiError(404, 'Head does not exist');
          guardBranch(repository, base, actor, 409);
          if (await isAncestor(repository.git, head, tip)) return noContent();
          const tree = await mergeTrees(repository.git, tip, head);
          if (!tree) throw new ApiError(409, 'Merge conflict');
          const sha = await writeCommitObject(repository.git, {
            tree,
            parents: [tip, head],
            message: optionalText(body, 'commit_message') ?? `Merge ${name} into ${base}`,
            author: signatureOf(accountOf(actor), world.now()),
            committer: webFlow(world.now()),
          });
          await moveRef(world, repository, accountOf(actor), branchRef(base), sha);
          return created(commitRepresentation(world, repository, await readCommit(repository.git, sha)));
        }),
    },
  ];
}
