import { signatureOf } from '../actions/signature.ts';
import { ApiError, notFound } from '../http/api-error.ts';
import { guardWorkflows } from '../http/authorize.ts';
import { type Body, objects, optionalList, optionalObject, optionalText, requiredText } from '../http/body.ts';
import { created, type Endpoint, ok } from '../http/endpoint.ts';
import { readCommit } from '../git/read-commit.ts';
import { objectType, readBlob, readTree, readTreeEntry } from '../git/read-tree.ts';
import { type Signature, writeCommitObject } from '../git/write-commit.ts';
import { type TreeChange, writeBlob, writeTree } from '../git/write-tree.ts';
import { gitCommitRepresentation } from '../representations/commit.ts';
import { wrappedBase64 } from '../representations/content.ts';
import { repositoryUrl } from '../representations/repository.ts';
import { accountOf } from '../store/actor.ts';
import { nodeId } from '../store/node-id.ts';
import type { Repository } from '../store/repository.ts';
import type { World } from '../store/world.ts';
import { refuseEmpty } from './lookups.ts';
import { rights } from './rights.ts';

const MAX_ENTRIES = 100_000;
const MODES = ['100644', '100755', '040000', '160000', '120000'];

/** Blobs, trees and commits through the Git database API. */
export function gitObjectRoutes(world: World): Endpoint[] {
  const treeAt = async (repository: Repository, sha: string, isRecursive: boolean) => {
    const entries = await readTree(repository.git, sha, isRecursive);
    const api = repositoryUrl(world, repository);
    return {
      sha,
      url: `${api}/git/trees/${sha}`,
      tree: entries.slice(0, MAX_ENTRIES).map((entry) => ({ ...entry, url: `${api}/git/${entry.type}s/${entry.sha}` })),
      truncated: entries.length > MAX_ENTRIES,
    };
  };
  const require = async (repository: Repository, sha: string, type: string): Promise<void> => {
    refuseEmpty(repository);
    if ((await objectType(repository.git, sha)) !== type) throw notFound();
  };

  return [
    {
      method: 'GET',
      path: '/repos/:owner/:repo/git/blobs/:sha',
      access: rights.readContents,
      handle: async ({ repository, params, headers }) => {
        const { sha = '' } = params;
        await require(repository, sha, 'blob');
        const bytes = await readBlob(repository.git, sha);
        if (headers.accept?.includes('raw')) return { status: 200, raw: { type: 'application/vnd.github.raw', bytes } };
        const url = `${repositoryUrl(world, repository)}/git/blobs/${sha}`;
        return ok({
          sha,
          node_id: nodeId('Blob', sha),
          size: bytes.length,
          url,
          content: wrappedBase64(bytes),
          encoding: 'base64',
        });
      },
    },
    {
      method: 'POST',
      path: '/repos/:owner/:repo/git/blobs',
      access: rights.writeContents,
      handle: async ({ repository, body }) => {
        refuseEmpty(repository);
        const encoding = optionalText(body, 'encoding') === 'base64' ? 'base64' : 'utf8';
        const sha = await writeBlob(repository.git, Buffer.from(requiredText(body, 'content'), encoding));
        return created({ sha, url: `${repositoryUrl(world, repository)}/git/blobs/${sha}` });
      },
    },
    {
      method: 'GET',
      path: '/repos/:owner/:repo/git/trees/*sha',
      access: rights.readContents,
      handle: async ({ repository, params, query }) => {
        refuseEmpty(repository);
        const tree = await repository.git.read(`${params.sha}^{tree}`);
        if (!tree) throw notFound();
        return ok(await treeAt(repository, tree.sha, query.has('recursive')));
      },
    },
    {
      method: 'POST',
      path: '/repos/:owner/:repo/git/trees',
      access: rights.writeContents,
      handle: async ({ repository, actor, body }) => {
        refuseEmpty(repository);
        const base = optionalText(body, 'base_tree');
        if (base && (await objectType(repository.git, base)) === undefined)
          throw new ApiError(422, 'base_tree is not a valid tree oid');
        const entries = objects(optionalList(body, 'tree') ?? []);
        if (entries.length === 0) throw new ApiError(422, 'Invalid tree info');
        for (const { path } of entries) guardWorkflows(actor, String(path));
        const changes = await Promise.all(entries.map((entry) => treeChange(repository, base, entry)));
        return created(await treeAt(repository, await writeTree(repository.git, base, changes), false));
      },
    },
    {
      method: 'GET',
      path: '/repos/:owner/:repo/git/commits/:sha',
      access: rights.readContents,
      handle: async ({ repository, params }) => {
        await require(repository, params.sha ?? '', 'commit');
        return ok(gitCommitRepresentation(world, repository, await readCommit(repository.git, params.sha ?? '')));
      },
    },
    {
      method: 'POST',
      path: '/repos/:owner/:repo/git/commits',
      access: rights.writeContents,
      handle: async ({ repository, body, actor }) => {
        refuseEmpty(repository);
        const tree = requiredText(body, 'tree');
        const parents = (optionalList(body, 'parents') ?? []).map(String);
        if ((await objectType(repository.git, tree)) !== 'tree') throw new ApiError(422, 'Tree SHA does not exist');
        for (const parent of parents) {
          if ((await objectType(repository.git, parent)) !== 'commit')
            throw new ApiError(422, 'Parent SHA does not exist or is not a commit object');
        }
        const own = signatureOf(accountOf(actor), world.now());
        const author = signatureIn(optionalObject(body, 'author'), own);
        const committer = signatureIn(optionalObject(body, 'committer'), author);
        const message = requiredText(body, 'message');
        const sha = await writeCommitObject(repository.git, { tree, parents, message, author, committer });
        return created(gitCommitRepresentation(world, repository, await readCommit(repository.git, sha)));
      },
    },
  ];
}

async function treeChange(repository: Repository, base: string | undefined, entry: Body): Promise<TreeChange> {
  const path = requiredText(entry, 'path');
  const mode = optionalText(entry, 'mode') ?? '100644';
  if (!MODES.includes(mode)) throw new ApiError(422, 'tree.mode is not valid');
  const content = optionalText(entry, 'content');
  if (content !== undefined) return { path, mode, sha: await writeBlob(repository.git, content) };
  if (entry.sha === null) {
    const existing = base && (await readTreeEntry(repository.git, base, path));
    if (!existing) throw new ApiError(422, 'GitRPC::BadObjectState');
    return { path, mode: existing.mode, sha: null };
  }
  const sha = requiredText(entry, 'sha');
  if (mode !== '160000' && (await objectType(repository.git, sha)) === undefined)
    throw new ApiError(422, `tree.sha ${sha} is not a valid ${mode === '040000' ? 'tree' : 'blob'}`);
  return { path, mode, sha };
}

/** A person in a body; the actor's own name by default. */
export function signatureIn(person: Body | undefined, fallback: Signature): Signature {
  if (!person) return fallback;
  const date = optionalText(person, 'date');
  return {
    name: requiredText(person, 'name'),
    email: requiredText(person, 'email'),
    date: date ? new Date(date) : fallback.date,
  };
}
