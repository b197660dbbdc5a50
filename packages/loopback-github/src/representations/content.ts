import type { TreeEntry } from '../git/read-tree.ts';
import type { Repository } from '../store/repository.ts';
import type { World } from '../store/world.ts';
import { repositoryHtmlUrl, repositoryUrl } from './repository.ts';

const TYPES = { '120000': 'symlink', '160000': 'submodule', '040000': 'dir' } as Record<string, string>;

/** One entry of `contents`: what files, folders, links and submodules have in common. */
export function contentEntry(world: World, repository: Repository, ref: string, entry: TreeEntry) {
  const path = entry.path.split('/').map(encodeURIComponent).join('/');
  const type = TYPES[entry.mode] ?? 'file';
  const url = `${repositoryUrl(world, repository)}/contents/${path}?ref=${encodeURIComponent(ref)}`;
  const kind = type === 'dir' ? 'tree' : 'blob';
  const gitUrl = type === 'submodule' ? null : `${repositoryUrl(world, repository)}/git/${kind}s/${entry.sha}`;
  const html = type === 'submodule' ? null : `${repositoryHtmlUrl(world, repository)}/${kind}/${ref}/${path}`;
  return {
    name: entry.path.split('/').at(-1) ?? '',
    path: entry.path,
    sha: entry.sha,
    size: type === 'dir' || type === 'submodule' ? 0 : (entry.size ?? 0),
    url,
    html_url: html,
    git_url: gitUrl,
    download_url: kind === 'blob' && html ? `${repositoryHtmlUrl(world, repository)}/raw/${ref}/${path}` : null,
    type,
    _links: { self: url, git: gitUrl, html },
  };
}

/** Base64 in lines of 60 characters, as GitHub sends contents and blobs. */
export const wrappedBase64 = (bytes: Buffer): string => bytes.toString('base64').replace(/.{60}|.+$/g, '$&\n');
