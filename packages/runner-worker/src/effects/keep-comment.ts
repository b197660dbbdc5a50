import { createHash } from 'node:crypto';
import { rememberEffectResult } from '@pangeo-forge/db/effects/effect-record';
import { refusalStatus } from '@pangeo-forge/github/github-error';
import type { RepositoryClient } from '@pangeo-forge/github/repository-client';
import { performEffect, type PerformEffectParts } from './perform-effect.ts';

export interface KeptComment {
  /** Names the comment: there is one, however often its text changes. */
  key: string;
  /** The issue or pull request that it stands on. */
  number: number;
  markdown: string;
}

export interface KeepCommentParts extends PerformEffectParts {
  repo: Pick<RepositoryClient, 'comments'>;
  /** Our own login. */
  login: () => Promise<string>;
}

/** A comment of ours that follows the present: made once, and edited when it is to say something else. Who deleted it did not want it. */
export async function keepComment(parts: KeepCommentParts, { key, number, markdown }: KeptComment): Promise<void> {
  const { comments } = parts.repo;
  const marker = `<!-- pangeo-forge: ${key} -->`;
  const body = `${markdown}\n\n${marker}`;
  const said = fingerprintOf(body);
  const posted = await performEffect(parts, {
    key,
    subject: parts.work.subject,
    send: async () => ({ id: (await comments.create(number, body)).id, said }),
    look: async () => {
      const [first, ...extra] = await comments.findByMarker(number, marker, await parts.login());
      for (const duplicate of extra) await comments.delete(duplicate.id);
      return first ? { id: first.id, said: fingerprintOf(first.body) } : null;
    },
    undo: ({ id }) => comments.delete(id),
  });
  if (posted.said === said) return;
  try {
    await comments.update(posted.id, body);
  } catch (error) {
    if (refusalStatus(error) !== 404) throw error;
  }
  await rememberEffectResult(parts.pool, key, { id: posted.id, said });
}

function fingerprintOf(body: string): string {
  return createHash('sha256').update(body).digest('hex').slice(0, 16);
}
