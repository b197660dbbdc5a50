import { posix } from 'node:path';
import type { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';
import { LINK_MODE, PLAIN_MODES, readBlob, readTree, SUBMODULE_MODE, walkTo } from './git-trees.ts';
import { refusalStatus } from './github-error.ts';
import type { OctokitClient } from './octokit.ts';

/**
 * A text file as git has it at a commit. What is there and is no plain file has an outcome of its own: whoever decides
 * by the content must not take it for absent.
 */
export type PlainFile =
  | { outcome: 'read'; text: string }
  | { outcome: 'absent' }
  /** `reason` continues a sentence that begins with the file's name: "is a symbolic link". */
  | { outcome: 'unreadable'; reason: string };

/** About a hundred times a usual meta.yaml. */
const MAX_BYTES = 128 * 1024;

/** @param ref a commit, or a branch. */
export async function readPlainFile(
  octokit: OctokitClient,
  repository: RepoFullName,
  path: string,
  ref: string,
): Promise<PlainFile> {
  const entries = await listEntries(octokit, repository, posix.dirname(path), ref);
  return readEntry(octokit, repository, entries, posix.basename(path));
}

/**
 * The named files of one folder, through the tree: GitHub's `contents` follows links, and answers files above 1 MB with
 * an empty text. [docs.github.com, REST API for repository contents]
 */
export async function readPlainFiles<Name extends string>(
  octokit: OctokitClient,
  repository: RepoFullName,
  { folder, ref, names }: { folder: string; ref: string; names: readonly Name[] },
): Promise<Record<Name, PlainFile>> {
  const entries = await listEntries(octokit, repository, folder, ref);
  const files = await Promise.all(
    names.map(async (name) => [name, await readEntry(octokit, repository, entries, name)] as const),
  );
  return Object.fromEntries(files) as Record<Name, PlainFile>;
}

type Entries = Awaited<ReturnType<typeof listEntries>>;

async function readEntry(
  octokit: OctokitClient,
  repository: RepoFullName,
  entries: Entries,
  name: string,
): Promise<PlainFile> {
  if (!Array.isArray(entries)) return entries;
  const entry = entries.find(({ path }) => path === name);
  if (!entry) return { outcome: 'absent' };
  if (entry.mode === LINK_MODE) return unreadable('is a symbolic link');
  if (entry.mode === SUBMODULE_MODE) return unreadable('is a git submodule');
  if (!PLAIN_MODES.includes(entry.mode) || entry.type !== 'blob') return unreadable('is not a file');
  const tooLarge = unreadable(`is larger than ${MAX_BYTES / 1024} kB`);
  if (entry.size === undefined || entry.size > MAX_BYTES) return tooLarge;
  const bytes = await readBlob(octokit, repository, entry.sha);
  return bytes.length > MAX_BYTES ? tooLarge : decode(bytes);
}

async function listEntries(octokit: OctokitClient, repository: RepoFullName, folder: string, ref: string) {
  try {
    const found = await walkTo(octokit, repository, { treeSha: ref, folder });
    if (found.outcome === 'other') return unreadable('is in something that is not a folder');
    return found.outcome === 'absent' ? [] : await readTree(octokit, repository, found.sha, false);
  } catch (error) {
    const status = refusalStatus(error);
    if (status !== 404 && status !== 409) throw error;
    return unreadable('is in a commit that GitHub does not show');
  }
}

function decode(bytes: Buffer): PlainFile {
  try {
    return { outcome: 'read', text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return unreadable('is not UTF-8 text');
  }
}

function unreadable(reason: string): PlainFile & { outcome: 'unreadable' } {
  return { outcome: 'unreadable', reason };
}
