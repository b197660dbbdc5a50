import { type FlowStage, ORGANIZATION } from '@pangeo-forge/runner-worker/testing/flow-stage';
import { OTHER_ORGANIZATION, underPresentNames } from './present-names.ts';

/**
 * What GitHub and the database show in the end, without what differs from one playing to the next: times, ports, commit
 * ids.
 */
export async function endState(stage: FlowStage): Promise<unknown> {
  const state = { github: await githubState(stage), database: await databaseState(stage) };
  const text = JSON.stringify(state)
    .replaceAll(stage.github.serverUrl, 'https://github.test')
    .replaceAll(stage.gatewayUrl, 'https://gateway.test')
    .replaceAll(new URL(stage.gatewayUrl).host, 'gateway.test')
    .replaceAll(encodeURIComponent(new URL(stage.gatewayUrl).host), 'gateway.test')
    .replaceAll(stage.config.configDir, '/config')
    .replaceAll(encodeURIComponent(stage.config.configDir), '/config')
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}/g, 'DELIVERY')
    .replace(/\b[0-9a-f]{40}\b/g, 'SHA')
    .replace(/(?<=\bat |\(|`|@)[0-9a-f]{7}\b/g, 'SHA')
    .replace(/the check run of [0-9a-f]{7}/g, 'the check run of SHA')
    .replace(/after \d+ s\b/g, 'after N s')
    .replace(/cleanup-\d+/g, 'cleanup-EPOCH');
  return withoutOrder(JSON.parse(underPresentNames(text)) as { github: unknown; database: Record<string, unknown[]> });
}

/** These were sorted by names that are the same by now, and the last of them distinguished by them. */
function withoutOrder({ github, database }: { github: unknown; database: Record<string, unknown[]> }): unknown {
  const sorted = (name: string) => (database[name] ?? []).map((row) => JSON.stringify(row)).sort();
  const deliveries = [...new Set(sorted('deliveries'))];
  return { github, database: { ...database, effects: sorted('effects'), work: sorted('work'), deliveries } };
}

async function githubState({ github }: FlowStage): Promise<unknown> {
  const states: Record<string, unknown> = {};
  const others = github.hasRepository(`${OTHER_ORGANIZATION}/.github`) ? github.repositories(OTHER_ORGANIZATION) : [];
  for (const name of [...github.repositories(ORGANIZATION), ...others].sort()) {
    const repository = github.repository(name);
    const files = Object.entries(await repository.files());
    states[name] = {
      branches: Object.keys(repository.branches()).sort(),
      files: files.map(([path, content]) => `${path}: ${Buffer.from(content).toString('latin1')}`),
      modes: await repository.modes(),
      pulls: repository.pullRequests().map(({ number, title, state, merged }) => ({ number, title, state, merged })),
      issues: repository.issues().map(({ number, title, body, state }) => ({ number, title, body, state })),
      comments: repository.comments().map(({ id, user, body, issue_url: issue }) => ({
        user: user?.login,
        body,
        on: issue,
        reactions: repository.reactions(id).sort(),
      })),
      checks: repository.checkRuns().map(({ name: check, status, conclusion, output, summary }) => ({
        check,
        status,
        conclusion,
        title: output.title,
        summary,
      })),
      deployments: repository
        .deployments()
        .map(({ environment, statuses }) => ({
          environment,
          statuses: statuses.map(({ state, environment_url: url }) => `${state} ${url}`).sort(),
        }))
        .sort((a, b) => a.environment.localeCompare(b.environment)), // siblings wait for nobody
    };
  }
  return withoutIds(states);
}

async function databaseState({ database }: FlowStage): Promise<unknown> {
  const rows = async (sql: string) => (await database.pool.query(sql)).rows as unknown[];
  return {
    runs: await rows(
      `select recipe_id, is_test, status, conclusion, dataset_public_url, failure_reason, dispatch_key, deployment_id is not null as deployed
       from reciperun order by id`,
    ),
    invocations: await rows('select kind, state, outcome from runner_invocation order by id'),
    feedstocks: await rows('select spec from feedstock order by spec'),
    // Not the events of our own edits: a later worker reports at once what was reported step by step.
    work: await rows(
      `select kind, label, state from work where kind <> 'upkeep' and label not like 'issue_comment.edited %' order by kind, label, state`,
    ),
    effects: await rows(
      String.raw`select regexp_replace(regexp_replace(key, '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}', 'DELIVERY', 'g'), '\m[0-9]{4,}\M', 'N', 'g') as key,
         state from effect order by 1`,
    ),
    transitions: await rows(
      `select subject, decision, from_state, to_state, actor from journal where kind = 'transition' and decision = 'changed' order by id`,
    ),
    // Not the reasons: a later worker finds that an ignored pull request is closed by now.
    deliveries: await rows(`select distinct subject, decision from journal where kind = 'delivery' order by 1, 2`),
  };
}

/**
 * Ids are counted over all that GitHub holds: a lost try moves them. Commits hold the second in which they were made;
 * deliveries are named at random.
 */
function withoutIds(states: Record<string, unknown>): unknown {
  return JSON.parse(
    JSON.stringify(states)
      .replace(/(issuecomment-|reply to comment [^"\\]*? |comments\/|environment_url[^,]*deployments\/)\d+/g, '$1N')
      .replace(/\b[0-9a-f]{7}\b/g, 'SHA')
      .replace(/\b[0-9a-fN]{1,8}(?:-[0-9a-fN]{1,12}){4}\b/g, 'GUID'),
  ) as unknown;
}
