import { createHash } from 'node:crypto';
import { rememberEffectResult } from '@pangeo-forge/db/effects/effect-record';
import type { GitHubApp } from '@pangeo-forge/github/connect-github-app';
import { refusalStatus } from '@pangeo-forge/github/github-error';
import type { RepositoryClient } from '@pangeo-forge/github/repository-client';
import { type EffectContext, performEffect, requireLease } from './perform-effect.ts';

export interface OwnComment {
  /** Names the comment: there is one, however often its text changes. */
  key: string;
  /** The issue or pull request that it stands on. */
  number: number;
  markdown: string;
  /** Hidden in the comment, by which a later worker finds it; `<!-- pangeo-forge: KEY -->` when left out. */
  marker?: string;
  /** The part of the marker that stays when the text changes; all of it when left out. */
  markerPrefix?: string;
}

export type CommentContext = EffectContext & {
  repo: Pick<RepositoryClient, 'comments'>;
  github: Pick<GitHubApp, 'login'>;
};

/** Posts a comment of ours once. A second one, posted by a worker that had lost its lease, is deleted. */
export async function postOnce(context: CommentContext, comment: OwnComment): Promise<void> {
  await post(context, comment, ({ id }) => ({ id }));
}

/**
 * Posts a comment of ours once, and edits it when its text has changed. Whoever deleted it did not want it: it is not
 * posted again.
 */
export async function keepComment(context: CommentContext, comment: OwnComment): Promise<void> {
  const body = bodyOf(comment);
  const fingerprint = fingerprintOf(body);
  const posted = await post(context, comment, (found) => ({ id: found.id, said: fingerprintOf(found.body) }));
  if (posted.said === fingerprint) return;
  await requireLease(context, comment.key);
  try {
    await context.repo.comments.update(posted.id, body);
  } catch (error) {
    if (refusalStatus(error) !== 404) throw error;
  }
  await rememberEffectResult(context.database.pool, comment.key, { id: posted.id, said: fingerprint });
}

interface Posted {
  id: number;
  body: string;
}

/** `record` makes the stored result of the effect. */
async function post<Result extends { id: number }>(
  context: CommentContext,
  comment: OwnComment,
  record: (posted: Posted) => Result,
): Promise<Result> {
  const { key, number } = comment;
  const { comments } = context.repo;
  const body = bodyOf(comment);
  return performEffect(context, {
    key,
    send: async () => record({ id: (await comments.create(number, body)).id, body }),
    find: async () => {
      const marker = comment.markerPrefix ?? markerOf(comment);
      const [first, ...extra] = await comments.findByMarker(number, marker, await context.github.login());
      for (const duplicate of extra) await comments.delete(duplicate.id);
      return first ? record(first) : null;
    },
    undo: ({ id }) => comments.delete(id),
  });
}

function markerOf({ key, marker }: OwnComment): string {
  return marker ?? `<!-- pangeo-forge: ${key} -->`;
}

function bodyOf(comment: OwnComment): string {
  return `${comment.markdown}\n\n${markerOf(comment)}`;
}

function fingerprintOf(body: string): string {
  return createHash('sha256').update(body).digest('hex').slice(0, 16);
}
