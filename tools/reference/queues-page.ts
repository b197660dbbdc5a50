import { QUEUE_CATALOG, queueName, WORK_KINDS } from '@pangeo-forge/shared/queues/queue-catalog';
import { markdownTable } from './markdown-table.ts';

/** Every kind of work with its retry rules. */
export function queuesPage(): string {
  const rows = WORK_KINDS.map((kind) => {
    const { work, role, leaseMs, maxAttempts, backoffMs, maxBackoffMs } = QUEUE_CATALOG[kind];
    const attempts = maxAttempts >= 1_000_000 ? 'for ever' : String(maxAttempts);
    return [
      `\`${kind}\``,
      work,
      `\`${role}\``,
      `${leaseMs / 1000} s`,
      attempts,
      `${backoffMs / 1000} s to ${maxBackoffMs / 1000} s`,
    ];
  });
  return [
    '# Queues',
    `Work is a row of the table \`work\`. Its BullMQ job, in the queue \`${queueName('deliveries').replace('deliveries', '{kind}')}\`, wakes a worker and shows the row. The job has the fields \`workId\`, the row's id, and \`label\`, a text for people who read the queue dashboard. States are \`due → leased → done\`, \`waiting\` for something else to end, and \`failed\` after the last attempt; then an operator decides at \`/ops\`.`,
    markdownTable(['kind', 'work', 'role', 'lease', 'attempts', 'pause between attempts, doubling'], rows),
    'A worker renews its lease while it works. If it does not, the lease ends and another worker takes over.',
  ].join('\n\n');
}
