import { isHandledEvent } from '@pangeo-forge/shared/events/handled-events';
import { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';
import { z } from 'zod';

/** The little that routing needs; everything else in the payload is the worker's to read. */
const envelopeSchema = z.object({
  action: z.string().optional(),
  number: z.number().int().optional(),
  repository: z.object({ full_name: z.string() }).nullish(),
  sender: z.object({ login: z.string() }).nullish(),
  pull_request: z
    .object({
      number: z.number().int(),
      updated_at: z.string().nullish(),
      head: z.object({ sha: z.string() }).nullish(),
    })
    .nullish(),
  issue: z.object({ number: z.number().int(), pull_request: z.unknown().optional() }).nullish(),
  check_run: z
    .object({ head_sha: z.string(), pull_requests: z.array(z.object({ number: z.number().int() })) })
    .nullish(),
  check_suite: z
    .object({ head_sha: z.string().nullish(), pull_requests: z.array(z.object({ number: z.number().int() })) })
    .nullish(),
});

export interface DeliveryDescription {
  event: string;
  action: string | null;
  repository: string | null;
  number: number | null;
  sender: string | null;
  headSha: string | null;
  occurredAt: string | null;
  work: { subject: string; label: string } | null;
  ignoredBecause: string | null;
}

export type Described = { outcome: 'described'; delivery: DeliveryDescription } | { outcome: 'unreadable' };

/** What a delivery is about, and whether anything is to be done about it. */
export function describeDelivery(event: string, json: string): Described {
  let payload: unknown;
  try {
    payload = JSON.parse(json);
  } catch {
    return { outcome: 'unreadable' };
  }
  const parsed = envelopeSchema.safeParse(payload);
  const envelope = parsed.success ? parsed.data : {};
  const delivery = {
    event,
    action: envelope.action ?? null,
    repository: envelope.repository?.full_name ?? null,
    number: numberOf(envelope),
    sender: envelope.sender?.login ?? null,
    headSha: envelope.pull_request?.head?.sha ?? envelope.check_run?.head_sha ?? envelope.check_suite?.head_sha ?? null,
    occurredAt: envelope.pull_request?.updated_at ?? null,
  };
  const ignoredBecause = parsed.success ? whyIgnored(delivery) : 'its payload is not one of a GitHub event';
  const work = ignoredBecause === null ? { subject: subjectOf(delivery), label: labelOf(delivery) } : null;
  return { outcome: 'described', delivery: { ...delivery, work, ignoredBecause } };
}

type Facts = Omit<DeliveryDescription, 'work' | 'ignoredBecause'>;

function numberOf(envelope: z.infer<typeof envelopeSchema>): number | null {
  const pulls = envelope.check_run?.pull_requests ?? envelope.check_suite?.pull_requests ?? [];
  return envelope.pull_request?.number ?? envelope.issue?.number ?? pulls[0]?.number ?? envelope.number ?? null;
}

function whyIgnored({ event, action, repository }: Facts): string | null {
  const name = action ? `${event}.${action}` : event;
  if (!isHandledEvent(name)) return `nothing is done about the event ${name}`;
  if (!repository) return `the event ${name} names no repository`;
  if (!parseable(repository)?.holdsRecipes)
    return `${repository} is neither a feedstock nor a staged-recipes repository`;
  return null;
}

function parseable(fullName: string): RepoFullName | null {
  try {
    return RepoFullName.parse(fullName);
  } catch {
    return null;
  }
}

/** Forks' check runs do not tell their pull request: their commit stands for it. */
function subjectOf({ repository, number, headSha }: Facts): string {
  return number === null ? `commit ${repository}@${headSha}` : `pull_request ${repository}#${number}`;
}

function labelOf(delivery: Facts): string {
  return `${delivery.event}.${delivery.action} ${subjectOf(delivery).split(' ')[1]}`;
}
