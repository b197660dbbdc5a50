import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { type FlowStage, ORGANIZATION, startFlowStage } from '../testing/flow-stage.ts';
import { decisionAbout, goodRecipe, ourComments, quiet, say } from '../testing/pull-request-life.ts';
import { metaOf, writeEmptyStore } from '../testing/scripted-runner.ts';

const FEEDSTOCK = `${ORGANIZATION}/soil-feedstock`;

let stage: FlowStage;

beforeAll(async () => {
  stage = await startFlowStage();
  stage.runner.expand = () => ({ meta: metaOf('wet') });
  await stage.github.createRepository({
    owner: ORGANIZATION,
    name: 'soil-feedstock',
    files: goodRecipe('feedstock'),
    as: 'maintainer',
  });
  await ensureFeedstock(stage.database.pool, FEEDSTOCK);
});

afterAll(() => stage.stop());

/** An open pull request that was checked. */
async function opened(branch: string): Promise<number> {
  const { github } = stage;
  const files = { [`feedstock/${branch}.py`]: 'print()\n' };
  await github.commit({ repo: FEEDSTOCK, branch, from: 'main', message: branch, author: 'maintainer', files });
  const { number } = await github.openPullRequest({ repo: FEEDSTOCK, head: branch, title: branch, as: 'maintainer' });
  await github.drainWebhooks();
  await quiet(stage);
  return number;
}

async function merge(number: number): Promise<string> {
  await stage.github.mergePullRequest(FEEDSTOCK, number, 'maintainer');
  return stage.github.repository(FEEDSTOCK).branches().main ?? '';
}

/** What is baked, in its order, with a word where two bakes of the target overlap. */
function recordBakes(whileFirst: () => Promise<unknown> = async () => {}): string[] {
  const order: string[] = [];
  let baking = 0;
  stage.runner.bake = async (request) => {
    order.push(...(++baking > 1 ? ['overlap'] : []), request.ref);
    if (order.length === 1) await whileFirst();
    const written = await writeEmptyStore(request);
    baking--;
    return written;
  };
  return order;
}

/** The second bake was asked for so long ago that a free worker has looked for it. */
const secondHadItsChance = () =>
  waitFor(async () => {
    const { rows } = await stage.database.pool.query(
      `select 1 from runner_invocation where kind = 'bake' and created_at < now() - interval '1.5 seconds'`,
    );
    return rows.length === 2;
  });

test('two merges write one dataset in the order of the merges, though the first one’s recipes take longer to be read', async () => {
  const [one, two] = [await opened('one'), await opened('two')];
  const order = recordBakes(secondHadItsChance);
  const merges: string[] = [];
  const read: string[] = [];
  stage.runner.expand = async ({ ref }) => {
    if (ref === merges[0]) await waitFor(() => read.includes(merges[1] ?? 'none'));
    read.push(ref);
    return { meta: metaOf('wet') };
  };
  stage.github.holdWebhooks();
  merges.push(await merge(one), await merge(two));
  stage.github.releaseWebhooks();
  await waitFor(() => order.length === 2, { describe: () => ({ order, read }) });
  await quiet(stage);
  expect(read).toEqual([merges[1], merges[0]]);
  expect(order).toEqual(merges);
});

test('a merge that GitHub delivers late does not write over what came after it, and its author reads so', async () => {
  stage.runner.expand = () => ({ meta: metaOf('wet') });
  const [early, late] = [await opened('early'), await opened('late')];
  const order = recordBakes();
  stage.github.holdWebhooks();
  await merge(early);
  const newer = await merge(late);
  const guidOf = (number: number) => stage.github.deliveries().find((one) => isMergeOf(one, number))?.guid ?? '';
  stage.github.releaseWebhooks([guidOf(late)]);
  await waitFor(() => order.length > 0);
  await quiet(stage);
  stage.github.releaseWebhooks();
  expect(await decisionAbout(stage, guidOf(early))).toMatchObject({ decision: 'superseded' });
  await quiet(stage);
  expect(order).toEqual([newer]);
  const said = ourComments(stage, FEEDSTOCK, early).at(-1);
  expect(said).toContain(`at ${newer.slice(0, 7)} came first`);
  expect(said).toContain('`/run RECIPE_ID --production` here');
});

function isMergeOf(delivery: { event: string; action: string | null; payload: unknown }, number: number): boolean {
  return (
    delivery.event === 'pull_request' &&
    delivery.action === 'closed' &&
    (delivery.payload as { number?: number }).number === number
  );
}

test('a merge in a repository that is not registered runs nothing; its comment says who can register it, and /retry goes on', async () => {
  const { github, database, runner } = stage;
  const repo = `${ORGANIZATION}/foreign-feedstock`;
  const files = goodRecipe('feedstock');
  await github.createRepository({ owner: ORGANIZATION, name: 'foreign-feedstock', files, as: 'maintainer' });
  await github.commit({
    repo,
    branch: 'change',
    from: 'main',
    message: 'x',
    author: 'maintainer',
    files: { 'feedstock/x.py': 'x = 1\n' },
  });
  const { number } = await github.openPullRequest({ repo, head: 'change', title: 'x', as: 'maintainer' });
  await quiet(stage);
  await github.mergePullRequest(repo, number, 'maintainer');
  await github.drainWebhooks();
  await quiet(stage);
  const said = () => ourComments(stage, repo, number);
  expect(said()).toEqual([
    expect.stringMatching(/is not a feedstock that this deployment knows[^]*comment `\/retry` here/),
  ]);
  // a worker that dies before it has resolved its work leaves it to another one
  const { rowCount } = await database.pool.query(
    `update work set state = 'due', due_at = now() where kind = 'deliveries' and label like 'pull_request.closed ' || $1 || '#%'`,
    [repo],
  );
  expect(rowCount).toBe(1);
  await quiet(stage);
  expect(said()).toHaveLength(1);
  expect((await say(stage, { repo, number }, '/run wet --production', 'maintainer')).decision).toBe('refused');
  expect(runner.requests.filter(({ kind, repoUrl }) => kind === 'bake' && repoUrl.includes('foreign'))).toEqual([]);
  await ensureFeedstock(database.pool, repo);
  await say(stage, { repo, number }, '/retry', 'maintainer');
  await waitFor(() => runner.requests.some(({ kind, repoUrl }) => kind === 'bake' && repoUrl.includes('foreign')));
  await quiet(stage);
});
