import { codeSpan } from '@pangeo-forge/shared/untrusted/foreign-text';
import type { Delivery } from '@pangeo-forge/db/deliveries/delivery';
import { parseSubject } from '@pangeo-forge/db/names/subject';
import { postOnce } from '../effects/comments.ts';
import { type DeliveryContext, inRepository } from '../orchestrator/contexts.ts';

/** Posts on the pull request that we failed, and how to go on. Where even that fails, the operators’ log has it. */
export async function reportOurFault(context: DeliveryContext, delivery: Delivery): Promise<void> {
  const about = parseSubject(context.work.subject);
  if (about?.of !== 'pull_request') return;
  const what = delivery.event === 'issue_comment' ? 'your comment' : 'this pull request';
  try {
    await postOnce(await inRepository(context, about.repository), {
      key: `our fault ${delivery.id}`,
      number: about.number,
      markdown: `Something went wrong on our side while we worked on ${what}; it is not your fault. The operators can find it as delivery ${codeSpan(delivery.id)}. **Next:** somebody who may use \`/run\` here comments \`/retry\`.`,
    });
  } catch (error) {
    context.logger.warn(
      { err: error, deliveryId: delivery.id },
      'our failure could not be reported on the pull request',
    );
  }
}
