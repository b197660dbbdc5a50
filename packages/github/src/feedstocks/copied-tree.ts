import { isUtf8 } from 'node:buffer';
import type { FolderFile } from '../git-trees.ts';
import type { GitData, TreeChange } from '../git-data.ts';

export interface CopiedTreeParts {
  source: Pick<GitData, 'readBlob'>;
  files: readonly FolderFile[];
  /** Makes a blob in the target, once. */
  createBlob: (file: FolderFile, content: Buffer) => Promise<string>;
}

/** Text up to this size travels in the tree itself: each blob is a request. */
const MAX_INLINE_BYTES = 256 * 1024;
const MAX_INLINE_TOTAL = 2 * 1024 * 1024;

/** The recipe's files, moved to `feedstock/`: binary content, nested folders and executable bits stay. */
export async function copiedTree({ source, files, createBlob }: CopiedTreeParts): Promise<TreeChange[]> {
  const changes: TreeChange[] = [];
  let inlineBytes = 0;
  for (const file of files) {
    const place = { path: `feedstock/${file.path}`, mode: file.mode };
    const content = await source.readBlob(file.sha);
    const fits = content.length <= MAX_INLINE_BYTES && inlineBytes + content.length <= MAX_INLINE_TOTAL;
    if (fits && content.length > 0 && isUtf8(content) && !content.includes(0)) {
      inlineBytes += content.length;
      changes.push({ ...place, content: content.toString('utf8') });
    } else changes.push({ ...place, sha: await createBlob(file, content) });
  }
  return changes;
}
