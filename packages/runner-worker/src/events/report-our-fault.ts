import type { Delivery } from '@pangeo-forge/db/deliveries/read-delivery';
import { postOnce } from '../effects/comments.ts';
import { type DeliveryContext, inRepository } from '../orchestrator/contexts.ts';

const PULL_REQUEST = /^pull_request ([^#\s]+)#(\d+)$/;

/** People on the pull request read that we failed, and how to go on. Where not even that can be said, the log of operators has it. */
export async function reportOurFault(context: DeliveryContext, delivery: Delivery): Promise<void> {
  const [, fullName, number] = PULL_REQUEST.exec(context.work.subject) ?? [];
  if (!fullName || !number) return;
  const what = delivery.event === 'issue_comment' ? 'your comment' : 'this pull request';
  try {
    await postOnce(await inRepository(context, fullName), {
      key: `our fault ${delivery.id}`,
      number: Number(number),
      markdown: `Something went wrong on our side while we worked on ${what}; it is not your fault. The operators see it as delivery \`${delivery.id}\`. **Next:** a comment \`/retry\` tries it again.`,
    });
  } catch (error) {
    context.logger.warn({ err: error, deliveryId: delivery.id }, 'the pull request could not be told of our failure');
  }
}
