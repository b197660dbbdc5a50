import { type FileChange, type Signature, writeCommit } from '../git/write-commit.ts';
import type { Account } from '../store/account.ts';
import { branchRef, branchTip, type Repository } from '../store/repository.ts';
import type { World } from '../store/world.ts';
import { refMoved } from './move-ref.ts';
import { signatureOf } from './signature.ts';

export interface FilesCommit {
  branch: string;
  /** Where the branch starts when it is new; the default branch's tip when not given. */
  from?: string | undefined;
  message: string;
  files: Record<string, FileChange>;
  author?: Signature | undefined;
  committer?: Signature | undefined;
}

/** Commits files to a branch, with the events of a push. */
export async function writeFiles(
  world: World,
  repository: Repository,
  sender: Account,
  input: FilesCommit,
): Promise<string> {
  const before = branchTip(repository, input.branch);
  const parent = before ?? input.from ?? branchTip(repository, repository.defaultBranch);
  const author = input.author ?? signatureOf(sender, world.now());
  const ref = branchRef(input.branch);
  const after = await writeCommit(repository.git, {
    ref,
    parent,
    message: input.message,
    author,
    committer: input.committer ?? author,
    files: input.files,
  });
  await refMoved(world, repository, sender, { ref, before, after });
  return after;
}
