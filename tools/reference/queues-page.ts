import { QUEUE_CATALOG, queueName, WORK_KINDS } from '@pangeo-forge/shared/queues/queue-catalog';
import { markdownTable } from './markdown-table.ts';

/** Every kind of work with the rules of its retries. */
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
    `A piece of work is a row of the table \`work\`; its BullMQ job, in the queue \`${queueName('deliveries').replace('deliveries', '{kind}')}\`, only wakes a worker and holds two fields: \`workId\`, the row's id, and \`label\`, words for the person who reads the queue dashboard. States: \`due → leased → done\`, \`waiting\` for something else to end, or \`failed\` after the last attempt, when an operator decides (\`/ops\`).`,
    markdownTable(['kind', 'work', 'role', 'lease', 'attempts', 'pause between, doubling'], rows),
    'A worker renews its lease while it works. One that says nothing for so long has lost it, and another takes over.',
  ].join('\n\n');
}
