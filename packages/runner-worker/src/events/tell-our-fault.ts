import type { Delivery } from '@pangeo-forge/db/deliveries/read-delivery';
import type { LeasedWork } from '@pangeo-forge/db/work/work';
import { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';
import { replyOnce } from '../commands/reply.ts';
import type { Orchestrator } from '../registry/orchestrator.ts';

const PULL_REQUEST = /^pull_request ([^#\s]+)#(\d+)$/;

/** People on the pull request read that we failed, and how to go on. Where not even that can be said, the log of operators has it. */
export async function tellOurFault(orchestrator: Orchestrator, work: LeasedWork, delivery: Delivery): Promise<void> {
  const [, fullName, number] = PULL_REQUEST.exec(work.subject) ?? [];
  if (!fullName || !number) return;
  try {
    const repository = RepoFullName.parse(fullName);
    const repo = await orchestrator.github.repository(repository);
    const context = { ...orchestrator, work, deliveryId: delivery.id, effects: new Set<string>(), repository, repo };
    const what = delivery.event === 'issue_comment' ? 'your comment' : 'this pull request';
    await replyOnce(
      context,
      Number(number),
      `our fault ${delivery.id}`,
      `Something went wrong on our side while we worked on ${what}; it is not your fault. The operators see it as delivery \`${delivery.id}\`. **Next:** a comment \`/retry\` tries it again.`,
    );
  } catch (error) {
    orchestrator.logger.warn(
      { err: error, deliveryId: delivery.id },
      'the pull request could not be told of our failure',
    );
  }
}
