import type { LoopbackGitHub } from '@pangeo-forge/testkit/github/loopback-github';
import { Client } from 'pg';
import type { Contribution } from './traffic.ts';

export interface Witnessed {
  databaseUrl: string;
  github: LoopbackGitHub;
  repository: string;
  /** Deliveries that were answered 202, by whomever they were sent. */
  acknowledged: readonly string[];
  contributions: readonly Contribution[];
}

/** Compares what was promised with what is there, and says what is wrong: nothing, when all is well. It knows the services by their tables and their deeds only. */
export async function checkOutcome(witnessed: Witnessed): Promise<string[]> {
  const client = new Client({ connectionString: witnessed.databaseUrl });
  client.on('error', () => {});
  await client.connect();
  try {
    return [
      ...(await checkDeliveries(client, witnessed.acknowledged)),
      ...(await checkWork(client)),
      ...(await checkRuns(client)),
      ...witnessed.contributions.flatMap((contribution) => checkContribution(witnessed, contribution)),
    ];
  } finally {
    await client.end();
  }
}

async function checkDeliveries(client: Client, acknowledged: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ id: string; handled: boolean }>(
    'select id, handled_at is not null as handled from webhook_delivery where id = any($1)',
    [acknowledged],
  );
  const handled = new Map(rows.map((row) => [row.id, row.handled]));
  return acknowledged.flatMap((id) => {
    if (!handled.has(id)) return [`delivery ${id} was answered 202 and is lost`];
    return handled.get(id) ? [] : [`delivery ${id} was answered 202 and is not handled`];
  });
}

/** What an operator must look at is as wrong here as what is stuck: nothing that was done to the system justifies it. */
async function checkWork(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ kind: string; label: string; state: string; last_error: string | null }>(
    `select kind, label, state, last_error from work where state <> 'done' and kind in ('deliveries', 'invocations', 'reports')`,
  );
  return rows.map(({ kind, label, state, last_error }) => `work ${kind} ${label} is ${state}: ${last_error ?? ''}`);
}

async function checkRuns(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ id: number; status: string; conclusion: string | null; reason: string | null }>(
    `select id, status, conclusion, failure_reason as reason from reciperun where status <> 'queued'`,
  );
  return rows.flatMap(({ id, status, conclusion, reason }) => {
    if (status !== 'completed' || conclusion === null) return [`run ${id} is ${status}, ${conclusion}`];
    return conclusion === 'success' ? [] : [`run ${id} ended with ${conclusion}: ${reason ?? 'and no reason'}`];
  });
}

function checkContribution({ github, repository }: Witnessed, { number, head, commentId }: Contribution): string[] {
  const state = github.repository(repository);
  const wrong: string[] = [];
  const expect = (what: string, got: unknown, wanted: unknown) => {
    if (JSON.stringify(got) !== JSON.stringify(wanted))
      wrong.push(`pull request ${number}: ${what} ${JSON.stringify(got)}, not ${JSON.stringify(wanted)}`);
  };
  expect(
    'has check runs',
    state.checkRuns(head).map(({ status, conclusion }) => `${status} ${conclusion}`),
    ['completed success'],
  );
  if (commentId === null) return wrong;
  const reactions = state.reactions(commentId).map((reaction) => reaction.split(' ')[1] ?? '');
  expect(
    'has reactions',
    reactions.toSorted((a, b) => a.localeCompare(b)),
    ['eyes', 'rocket'],
  );
  const answers = state.comments(number).filter(({ user }) => user?.login.endsWith('[bot]'));
  expect('has answers', answers.length, 1);
  return wrong;
}
