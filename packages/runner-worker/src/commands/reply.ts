import { performEffect } from '../effects/perform-effect.ts';
import { effectParts } from '../contributions/check-pull-request.ts';
import type { EventContext } from '../registry/define-event-handler.ts';

/** Answers a comment with one of ours, once: a hidden marker in it tells which comment it answers. */
export async function replyOnce(
  context: Omit<EventContext<unknown>, 'payload'>,
  number: number,
  key: string,
  markdown: string,
): Promise<void> {
  const marker = `<!-- pangeo-forge: ${key} -->`;
  await performEffect(effectParts(context), {
    key,
    subject: context.work.subject,
    send: async () => ({ id: (await context.repo.comments.create(number, `${markdown}\n\n${marker}`)).id }),
    look: async () => {
      const [first, ...extra] = await context.repo.comments.findByMarker(number, marker, await context.github.login());
      for (const duplicate of extra) await context.repo.comments.delete(duplicate.id);
      return first ? { id: first.id } : null;
    },
  });
}
