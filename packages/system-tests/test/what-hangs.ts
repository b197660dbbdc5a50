import { type FlowStage, ORGANIZATION } from '@pangeo-forge/runner-worker/testing/flow-stage';

const FINAL = new Set(['success', 'failure', 'error', 'inactive']);

/** What shows as being on its way, with nobody left who would end it. */
export async function whatHangs(stage: FlowStage): Promise<string[]> {
  return [...githubHangs(stage), ...(await databaseHangs(stage))];
}

function githubHangs({ github }: FlowStage): string[] {
  return github.repositories(ORGANIZATION).flatMap((name) => {
    const repository = github.repository(name);
    const checks = repository.checkRuns().filter(({ status }) => status !== 'completed');
    const deployments = repository
      .deployments()
      .filter(({ statuses }) => !statuses.some(({ state }) => FINAL.has(state)));
    const pulls = repository
      .pullRequests()
      .filter(({ state, user }) => state === 'open' && user?.login.endsWith('[bot]'));
    return [
      ...checks.map(({ head_sha: sha }) => `check run of ${name}@${sha.slice(0, 7)}`),
      ...deployments.map(({ environment }) => `deployment ${environment} of ${name}`),
      ...pulls.map(({ number }) => `pull request ${name}#${number}`),
    ];
  });
}

async function databaseHangs({ database: { pool } }: FlowStage): Promise<string[]> {
  const { rows } = await pool.query<{ what: string }>(
    `select 'effect ' || key as what from effect where state = 'intended'
     union all select 'run ' || id from reciperun where status = 'in_progress'
     union all select 'call of the runner ' || key from runner_invocation where state <> 'ended'
     union all select 'work ' || label || ': ' || coalesce(last_error, '') from work where state = 'failed'`,
  );
  return rows.map(({ what }) => what);
}
