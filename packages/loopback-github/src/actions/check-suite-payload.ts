import { readCommit } from '../git/read-commit.ts';
import { checkSuiteRepresentation, type HeadCommit } from '../representations/check.ts';
import type { CheckSuite } from '../store/check.ts';
import type { Repository } from '../store/repository.ts';
import type { World } from '../store/world.ts';

export async function headCommitOf(repository: Repository, sha: string): Promise<HeadCommit> {
  const { tree, message, author, committer } = await readCommit(repository.git, sha);
  return {
    id: sha,
    tree_id: tree,
    message,
    timestamp: committer.date,
    author: { name: author.name, email: author.email },
    committer: { name: committer.name, email: committer.email },
  };
}

/** The payload of a `check_suite` event besides repository and sender. */
export async function checkSuitePayload(world: World, repository: Repository, suite: CheckSuite) {
  const headCommit = await headCommitOf(repository, suite.headSha);
  return { check_suite: checkSuiteRepresentation(world, repository, suite, headCommit) };
}
