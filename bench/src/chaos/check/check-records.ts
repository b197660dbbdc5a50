import { repeated, type Witnessed, type WitnessedRun } from './witnessed.ts';

/** Every delivery that was answered 202 is handled. */
export async function checkDeliveries({ client, acknowledged }: Witnessed): Promise<string[]> {
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

/** Nothing is left to be done, or for an operator to look at: nothing that was done to the system justifies it. */
export async function checkWork({ client }: Witnessed): Promise<string[]> {
  const { rows } = await client.query<{ kind: string; label: string; state: string; note: string | null }>(
    `select kind, label, state, last_error as note from work
     where (kind <> 'upkeep' and state <> 'done') or (kind = 'upkeep' and (state = 'failed' or lease_until < now()))`,
  );
  return rows.map(({ kind, label, state, note }) => `work ${kind} ${label} is ${state}: ${note ?? ''}`);
}

export async function checkInvocations({ client }: Witnessed): Promise<string[]> {
  const { rows } = await client.query<{ key: string; state: string }>(
    `select key, state from runner_invocation where state <> 'ended'`,
  );
  return rows.map(({ key, state }) => `the runner's call ${key} is ${state}`);
}

/** Nothing was asked for twice: a run a recipe and commit, unless somebody said `/run` again. */
export function checkRunsOnce(runs: readonly WitnessedRun[]): string[] {
  const keys = runs.map(
    ({ repo, recipe, headSha, isTest }) => `${isTest ? 'test' : 'production'} run of ${recipe} of ${repo}@${headSha}`,
  );
  return repeated(keys).map((key) => `there is more than one ${key}`);
}

/** Each run ended once. */
export async function checkEndings({ client }: Witnessed): Promise<string[]> {
  const { rows } = await client.query<{ subject: string; count: number }>(
    `select subject, count(*)::int from journal
     where kind = 'transition' and decision = 'changed' and to_state like 'completed%' group by subject having count(*) > 1`,
  );
  return rows.map(({ subject, count }) => `${subject} ended ${count} times`);
}
