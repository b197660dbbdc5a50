import type { EmitterWebhookEvent, EmitterWebhookEventName } from '@octokit/webhooks';
import { formatSubject, type Subject } from '@pangeo-forge/db/names/subject';
import { isHandledEvent, MERGE_QUEUE_BRANCH } from '@pangeo-forge/shared/events/handled-events';
import { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';
import { z } from 'zod';

const MAX_INTEGER = 2_147_483_647;

/**
 * A malformed field counts as absent: Postgres stores no NUL and indexes no long text, and one bad field must not hide
 * the others.
 */
const text = (maxCharacters: number) =>
  z
    .string()
    .max(maxCharacters)
    .refine((value) => !value.includes('\0'))
    .transform((value) => value.toWellFormed())
    .nullish()
    .catch(null);
const number = z.number().int().min(0).max(MAX_INTEGER).nullish().catch(null);
const sha = z
  .string()
  .regex(/^[0-9a-f]{40,64}$/)
  .nullish()
  .catch(null);
const date = z.iso.datetime({ offset: true }).nullish().catch(null);

type PayloadOf<Event extends EmitterWebhookEventName> = EmitterWebhookEvent<Event>['payload'];

/** An object of a payload, or null when it is malformed. Fields that GitHub does not describe do not compile. */
function part<Described>() {
  return <Shape extends { [Field in keyof NonNullable<Described>]?: z.ZodType }>(
    shape: Shape & Record<Exclude<keyof Shape, keyof NonNullable<Described>>, never>,
  ) =>
    z
      .object(shape as Shape)
      .nullish()
      .catch(null);
}

const check = part<PayloadOf<'check_run'>['check_run'] | PayloadOf<'check_suite'>['check_suite']>()({
  head_sha: sha,
  pull_requests: z.array(z.object({ number })).nullish().catch(null),
});

/** The fields that routing needs; the worker reads the rest of the payload. */
const envelopeSchema = z.object({
  action: text(60),
  number,
  repository: part<PayloadOf<'pull_request'>['repository']>()({ full_name: text(201), default_branch: text(255) }),
  sender: part<PayloadOf<'pull_request'>['sender']>()({ login: text(100) }),
  pull_request: part<PayloadOf<'pull_request'>['pull_request']>()({
    number,
    updated_at: date,
    head: part<PayloadOf<'pull_request'>['pull_request']['head']>()({ sha }),
  }),
  issue: part<PayloadOf<'issue_comment'>['issue']>()({ number }),
  comment: part<PayloadOf<'issue_comment'>['comment']>()({ created_at: date }),
  installation: part<PayloadOf<'installation'>['installation']>()({
    id: z.number().int().nullish().catch(null),
    account: z
      .object({ login: text(100) })
      .nullish()
      .catch(null),
  }),
  check_run: check,
  check_suite: part<PayloadOf<'check_suite'>['check_suite']>()({
    head_sha: sha,
    head_branch: text(255),
    pull_requests: z.array(z.object({ number })).nullish().catch(null),
  }),
});

type Envelope = z.infer<typeof envelopeSchema>;
type Installation = NonNullable<Envelope['installation']>;

/** These are about an account and where the App is installed on it: they name no repository. */
const INSTALLATION_EVENTS: ReadonlySet<string> = new Set(['installation', 'installation_repositories']);

export interface DeliveryDescription {
  event: string;
  action: string | null;
  repository: string | null;
  number: number | null;
  sender: string | null;
  headSha: string | null;
  occurredAt: string | null;
  work: { subject: Subject; label: string } | null;
  ignoredBecause: string | null;
}

/** What a delivery is about, and whether anything is to be done about it. */
export function describeDelivery(event: string, payload: unknown): DeliveryDescription {
  const parsed = envelopeSchema.safeParse(payload);
  const envelope: Partial<Envelope> = parsed.success ? parsed.data : {};
  const delivery = {
    event,
    action: envelope.action ?? null,
    repository: envelope.repository?.full_name ?? null,
    number: numberOf(envelope),
    sender: envelope.sender?.login ?? null,
    headSha: envelope.pull_request?.head?.sha ?? envelope.check_run?.head_sha ?? envelope.check_suite?.head_sha ?? null,
    occurredAt: envelope.pull_request?.updated_at ?? envelope.comment?.created_at ?? null,
  };
  const installation = INSTALLATION_EVENTS.has(event) ? (envelope.installation ?? null) : null;
  const ignoredBecause = parsed.success
    ? (whyIgnored(delivery, installation) ?? whyMeaningless(delivery, envelope))
    : 'its payload is not one of a GitHub event';
  const work = ignoredBecause === null ? workOn(delivery, installation) : null;
  return { ...delivery, work, ignoredBecause };
}

/** A delivery whose payload nobody can read: it is kept, and nothing is done about it. */
export function undescribedDelivery(event: string, ignoredBecause: string): DeliveryDescription {
  return { ...describeDelivery(event, null), ignoredBecause };
}

type Facts = Omit<DeliveryDescription, 'work' | 'ignoredBecause'>;

function numberOf(envelope: Partial<Envelope>): number | null {
  const pulls = envelope.check_run?.pull_requests ?? envelope.check_suite?.pull_requests ?? [];
  return envelope.pull_request?.number ?? envelope.issue?.number ?? pulls[0]?.number ?? envelope.number ?? null;
}

function whyIgnored({ event, action, repository }: Facts, installation: Installation | null): string | null {
  const name = action ? `${event}.${action}` : event;
  if (!isHandledEvent(name)) return `nothing is done about the event ${name}`;
  if (INSTALLATION_EVENTS.has(event)) return installation?.id ? null : `the event ${name} names no installation`;
  if (!repository) return `the event ${name} names no repository`;
  const parsed = parseable(repository);
  // the name that a repository had before may be a feedstock's
  if (event === 'repository' && parsed) return null;
  if (!parsed?.holdsRecipes) return `${repository} is neither a feedstock nor a staged-recipes repository`;
  return null;
}

/**
 * Every push asks for a suite: commits of a merge queue wait for an answer, and a default branch may have schedules.
 */
function whyMeaningless(
  { event, action }: Facts,
  { check_suite: suite, repository }: Partial<Envelope>,
): string | null {
  if (event !== 'check_suite' || action !== 'requested') return null;
  const branch = suite?.head_branch ?? '';
  if (MERGE_QUEUE_BRANCH.test(branch)) return null;
  const isDefault = branch !== '' && branch === repository?.default_branch;
  if (isDefault && !parseable(repository.full_name ?? '')?.isStagedRecipes) return null;
  return 'it is a push, and neither a commit of a merge queue nor the default branch of a feedstock';
}

function parseable(fullName: string): RepoFullName | null {
  try {
    return RepoFullName.parse(fullName);
  } catch {
    return null;
  }
}

function workOn(facts: Facts, installation: Installation | null): { subject: Subject; label: string } {
  const { subject, name } = installation?.id ? onInstallation(installation.id, installation) : onRepository(facts);
  return { subject, label: `${facts.event}.${facts.action} ${name}` };
}

function onInstallation(id: number, { account }: Installation): { subject: Subject; name: string } {
  const subject = formatSubject({ of: 'installation', id });
  return { subject, name: account?.login ?? subject };
}

/** Check runs of forks do not name their pull request, so their commit identifies them. */
function onRepository({ repository: named, number, headSha }: Facts): { subject: Subject; name: string } {
  const repository = named ?? '';
  if (number !== null) {
    return { subject: formatSubject({ of: 'pull_request', repository, number }), name: `${repository}#${number}` };
  }
  return headSha === null
    ? { subject: formatSubject({ of: 'repository', repository }), name: repository }
    : { subject: formatSubject({ of: 'commit', repository, headSha }), name: `${repository}@${headSha}` };
}
