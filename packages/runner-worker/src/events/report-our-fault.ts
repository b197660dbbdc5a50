import type { Delivery } from '@pangeo-forge/db/deliveries/delivery';
import { parseSubject } from '@pangeo-forge/db/names/subject';
import { postOnce } from '../effects/comments.ts';
import { type DeliveryContext, inRepository } from '../orchestrator/contexts.ts';

/** People on the pull request read that we failed, and how to go on. Where not even that can be said, the log of operators has it. */
export async function reportOurFault(context: DeliveryContext, delivery: Delivery): Promise<void> {
  const about = parseSubject(context.work.subject);
  if (about?.of !== 'pull_request') return;
  const what = delivery.event === 'issue_comment' ? 'your comment' : 'this pull request';
  try {
    await postOnce(await inRepository(context, about.repository), {
      key: `our fault ${delivery.id}`,
      number: about.number,
      markdown: `Something went wrong on our side while we worked on ${what}; it is not your fault. The operators see it as delivery \`${delivery.id}\`. **Next:** a comment \`/retry\` tries it again.`,
    });
  } catch (error) {
    context.logger.warn({ err: error, deliveryId: delivery.id }, 'the pull request could not be told of our failure');
  }
}
