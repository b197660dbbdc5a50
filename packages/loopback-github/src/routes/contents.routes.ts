import { posix } from 'node:path';
import { guardBranch } from '../actions/guard-branch.ts';
import { writeFiles } from '../actions/write-files.ts';
import { ApiError, invalidRequest, notFound } from '../http/api-error.ts';
import { guardWorkflows } from '../http/authorize.ts';
import { optionalObject, optionalText, requiredText } from '../http/body.ts';
import { created, type Endpoint, ok, type RepositoryRequest } from '../http/endpoint.ts';
import { readCommit } from '../git/read-commit.ts';
import { readBlob, readTree, readTreeEntry, type TreeEntry } from '../git/read-tree.ts';
import { gitCommitRepresentation } from '../representations/commit.ts';
import { contentEntry, wrappedBase64 } from '../representations/content.ts';
import { accountOf } from '../store/actor.ts';
import { branchTip, type Repository } from '../store/repository.ts';
import type { World } from '../store/world.ts';
import { signatureIn } from './git-objects.routes.ts';
import { signatureOf } from '../actions/signature.ts';
import { commitOf } from './lookups.ts';
import { rights } from './rights.ts';

const LARGEST_JSON = 1024 * 1024;
const LARGEST_RAW = 100 * 1024 * 1024;

/** Files by path. */
export function contentRoutes(world: World): Endpoint[] {
  const path = '/repos/:owner/:repo/contents{/*path}';
  return [
    { method: 'GET', path, access: rights.readContents, handle: (request) => read(world, request) },
    {
      method: 'GET',
      path: '/repos/:owner/:repo/readme',
      access: rights.readContents,
      handle: (request) => read(world, { ...request, params: { ...request.params, path: 'README.md' } }),
    },
    { method: 'PUT', path, access: rights.writeContents, handle: (request) => write(world, request, false) },
    { method: 'DELETE', path, access: rights.writeContents, handle: (request) => write(world, request, true) },
  ];
}

async function read(world: World, { repository, params, query, headers }: RepositoryRequest) {
  if (repository.refs.size === 0) throw new ApiError(404, 'This repository is empty.');
  const ref = query.get('ref') ?? repository.defaultBranch;
  const path = (params.path ?? '').replace(/\/$/, '');
  let commit: string;
  try {
    commit = await commitOf(repository, ref, 404);
  } catch {
    throw new ApiError(404, `No commit found for the ref ${ref}`);
  }
  const named = path === '' ? undefined : await readTreeEntry(repository.git, commit, path);
  if (path !== '' && !named) throw notFound();
  const entry = named && ((await followedLink(repository, commit, named)) ?? named);
  const accept = headers.accept ?? '';
  if (!entry || entry.type === 'tree') return readFolder(world, repository, { ref, path, commit, entry, accept });
  if (entry.type === 'commit') return ok({ ...contentEntry(world, repository, ref, entry), submodule_git_url: null });
  const bytes = await readBlob(repository.git, entry.sha);
  const shown = contentEntry(world, repository, ref, { ...entry, size: bytes.length });
  if (accept.includes('raw')) {
    if (bytes.length > LARGEST_RAW) throw tooLarge();
    return { status: 200, raw: { type: 'application/vnd.github.raw; charset=utf-8', bytes } };
  }
  if (shown.type === 'symlink') return ok({ ...shown, target: bytes.toString() });
  // Above 1 MB GitHub sends the entry without its content.
  const isLarge = bytes.length > LARGEST_JSON;
  return ok({ ...shown, content: isLarge ? '' : wrappedBase64(bytes), encoding: isLarge ? 'none' : 'base64' });
}

/**
 * The normal file that a link points to, which GitHub answers in the link's place; undefined for a link to anything
 * else, another link included. [docs.github.com, REST API for repository contents]
 */
async function followedLink(repository: Repository, commit: string, entry: TreeEntry): Promise<TreeEntry | undefined> {
  if (entry.mode !== LINK_MODE) return undefined;
  const target = (await readBlob(repository.git, entry.sha)).toString();
  const place = posix.normalize(posix.join(posix.dirname(entry.path), target));
  if (posix.isAbsolute(target) || place.startsWith('..')) return undefined;
  const pointed = await readTreeEntry(repository.git, commit, place);
  const isFile = pointed?.type === 'blob' && pointed.mode !== LINK_MODE;
  return isFile ? { ...pointed, path: entry.path } : undefined;
}

const LINK_MODE = '120000';

const tooLarge = (): ApiError =>
  new ApiError(
    403,
    'This API returns blobs up to 100 MB in size. The requested blob is too large to fetch via the API.',
  );

async function readFolder(
  world: World,
  repository: Repository,
  at: { ref: string; path: string; commit: string; entry: TreeEntry | undefined; accept: string },
) {
  const treeish = at.entry ? at.entry.sha : at.commit;
  const entries = await readTree(repository.git, treeish);
  const prefix = at.path === '' ? '' : `${at.path}/`;
  const shown = entries.map((entry) =>
    contentEntry(world, repository, at.ref, { ...entry, path: prefix + entry.path }),
  );
  if (!at.accept.includes('object')) return ok(shown);
  const folder = at.entry ?? {
    path: '',
    mode: '040000',
    type: 'tree' as const,
    sha: (await readCommit(repository.git, at.commit)).tree,
  };
  return ok({ ...contentEntry(world, repository, at.ref, folder), entries: shown });
}

async function write(world: World, { repository, params, body, actor }: RepositoryRequest, isDeletion: boolean) {
  const path = params.path ?? '';
  const branch = optionalText(body, 'branch') ?? repository.defaultBranch;
  const message = requiredText(body, 'message');
  const content = isDeletion ? null : decode(requiredText(body, 'content'));
  if (path === '' || path.split('/').some((part) => ['', '.', '..', '.git'].includes(part)))
    throw new ApiError(422, 'path contains a malformed path component');
  guardWorkflows(actor, path);
  return repository.exclusively(async () => {
    const tip = branchTip(repository, branch);
    if (!tip && (repository.refs.size > 0 || branch !== repository.defaultBranch))
      throw new ApiError(404, `Branch ${branch} not found`);
    guardBranch(repository, branch, actor, 409);
    const existing = tip ? await readTreeEntry(repository.git, tip, path) : undefined;
    checkSha(path, existing, optionalText(body, 'sha'), isDeletion);
    const author = signatureIn(
      optionalObject(body, 'author') ?? optionalObject(body, 'committer'),
      signatureOf(accountOf(actor), world.now()),
    );
    const sha = await writeFiles(world, repository, accountOf(actor), {
      branch,
      message,
      files: { [path]: content === null ? null : { content, mode: existing?.mode ?? '100644' } },
      author,
      committer: signatureIn(optionalObject(body, 'committer'), author),
    });
    const commit = gitCommitRepresentation(world, repository, await readCommit(repository.git, sha));
    if (isDeletion) return ok({ content: null, commit });
    const entry = await readTreeEntry(repository.git, sha, path);
    const shown = entry ? contentEntry(world, repository, branch, { ...entry, size: content?.length ?? 0 }) : null;
    return existing ? ok({ content: shown, commit }) : created({ content: shown, commit });
  });
}

function checkSha(path: string, existing: TreeEntry | undefined, sha: string | undefined, isDeletion: boolean): void {
  if (!existing) {
    // A sha for a file that is new is ignored.
    if (isDeletion) throw notFound();
    return;
  }
  if (sha === undefined) throw invalidRequest('"sha" wasn\'t supplied.');
  if (sha !== existing.sha) throw new ApiError(409, `${path} does not match ${sha}`);
}

function decode(content: string): Buffer {
  const compact = content.replace(/\s/g, '');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(compact) || compact.length % 4 !== 0)
    throw new ApiError(422, 'content is not valid Base64');
  return Buffer.from(compact, 'base64');
}
