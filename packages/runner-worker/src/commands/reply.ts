import { performEffect } from '../effects/perform-effect.ts';
import { effectParts, type PullRequestContext } from '../registry/pull-request-context.ts';

/** Answers a comment with one of ours, once: a hidden marker in it tells which comment it answers. */
export async function replyOnce(
  context: PullRequestContext,
  number: number,
  key: string,
  markdown: string,
): Promise<void> {
  const marker = `<!-- pangeo-forge: ${key} -->`;
  const { comments } = context.repo;
  await performEffect(effectParts(context), {
    key,
    subject: context.work.subject,
    send: async () => ({ id: (await comments.create(number, `${markdown}\n\n${marker}`)).id }),
    look: async () => {
      const [first, ...extra] = await comments.findByMarker(number, marker, await context.github.login());
      for (const duplicate of extra) await comments.delete(duplicate.id);
      return first ? { id: first.id } : null;
    },
    undo: ({ id }) => comments.delete(id),
  });
}
