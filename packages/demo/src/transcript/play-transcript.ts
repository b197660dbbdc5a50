import { recipeFiles } from '@pangeo-forge/testkit/recipes/recipe-files';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { stringify } from 'yaml';
import { CONTRIBUTOR, type DemoStage, MAINTAINER, ORGANIZATION, STAGED_RECIPES } from '../demo-stage.ts';
import { createRecorder, type Recorder } from './recorder.ts';

const FOLDER = 'recipes/ocean-halves';
const FEEDSTOCK = `${ORGANIZATION}/ocean-halves-feedstock`;
const BRANCH = 'ocean-halves';
const STRANGER = 'passer-by';
const RECIPES = ['ocean-north', 'ocean-south'];
const PRODUCED_WITHIN_MS = 300_000;

/** Plays one pull request from its opening to its production runs, with every command; returns it as Markdown. */
export async function playTranscript(stage: DemoStage, bakeryId: string): Promise<string> {
  const { github } = stage;
  github.createUser(STRANGER);
  const fork = await github.fork(STAGED_RECIPES, CONTRIBUTOR);
  const push = async (message: string, files: Record<string, string | null>) => {
    const inFolder = Object.fromEntries(Object.entries(files).map(([name, text]) => [`${FOLDER}/${name}`, text]));
    const sha = await github.commit({ repo: fork, branch: BRANCH, message, author: CONTRIBUTOR, files: inFolder });
    await untilNextSecond(); // GitHub's times are in seconds: a comment in the second of a push is not taken as about it
    return sha;
  };
  const behave = (steps: object[] | null) => ({
    'behaviour.json': steps === null ? null : JSON.stringify({ bake: steps }),
  });

  const first = await push('Add the halves of the ocean', await filesOf('lokal'));
  const pull = {
    repo: STAGED_RECIPES,
    head: `${CONTRIBUTOR}:${BRANCH}`,
    title: 'Add the halves of the ocean',
    as: CONTRIBUTOR,
  };
  const { number } = await github.openPullRequest(pull);
  const page = createRecorder(stage, STAGED_RECIPES, number);

  page.heading('A recipe with a mistake');
  page.note(
    `\`${CONTRIBUTOR}\` opens a pull request that adds \`${FOLDER}\`. Its meta.yaml names a bakery that does not exist.`,
  );
  await page.checked(first);
  page.note(`\`${CONTRIBUTOR}\` pushes a commit that names the right one.`);
  await page.checked(await push('Name the right bakery', await filesOf(bakeryId)));

  await ask(page);
  await run(page);
  page.heading('Stopping a run');
  page.note(`\`${CONTRIBUTOR}\` pushes a commit whose recipes never end.`);
  await page.checked(await push('Read the sources one by one', behave([{ hang: true }])));
  await page.comment(MAINTAINER, '/run ocean-north');
  await page.comment(MAINTAINER, '/run ocean-north', (answers) => answers.length > 0);
  await page.comment(MAINTAINER, '/cancel', countEnded(1));

  page.heading('A run that fails');
  page.note(`\`${CONTRIBUTOR}\` pushes a commit whose recipes raise an error.`);
  await page.checked(await push('Combine along time', behave([{ fail: "no data variable named 'sst'" }])));
  await page.comment(MAINTAINER, '/run ocean-south', countEnded(1));
  await page.comment(CONTRIBUTOR, '/logs ocean-south', (answers) => answers.length > 0);
  await page.comment(MAINTAINER, '/retry', countEnded(1));

  page.heading('A run that succeeds');
  page.note(`\`${CONTRIBUTOR}\` pushes a commit that fixes it.`);
  await page.checked(await push('Name the variable as the sources do', behave(null)));
  await page.comment(MAINTAINER, '/run all', haveEndedTogether);
  await page.comment(CONTRIBUTOR, '/status', (answers) => answers.length > 0);

  page.heading('The merge');
  page.note(`\`${MAINTAINER}\` merges the pull request.`);
  await github.mergePullRequest(STAGED_RECIPES, number, MAINTAINER);
  await untilProduced(stage, RECIPES.length);
  page.note(
    `The repository \`${FEEDSTOCK}\` now exists, and shows a deployment for each recipe:\n\n${listDeployments(stage)}`,
  );
  page.note(
    'A comment on the merged pull request reports it, and is edited when the runs start and end. A new one says how all ended:',
  );
  const haveAllEnded = (answers: readonly string[]) =>
    answers.some((one) => one.includes('production runs of this merge'));
  await page.answered((answers) => countSucceeded(answers) === RECIPES.length && haveAllEnded(answers));
  return `${page.text()}\n\n${await runAgain(stage)}`;
}

/** In the feedstock: a merge that runs nothing, and a requested production run. */
async function runAgain(stage: DemoStage): Promise<string> {
  const { github } = stage;
  const files = { 'feedstock/NOTES.md': 'Both halves use the same sources.\n' };
  await github.commit({ repo: FEEDSTOCK, branch: 'notes', message: 'Add notes', author: MAINTAINER, files });
  const pull = { repo: FEEDSTOCK, head: 'notes', title: 'Add notes [skip-run]', as: MAINTAINER };
  const { number } = await github.openPullRequest(pull);
  const page = createRecorder(stage, FEEDSTOCK, number);
  page.heading('In the feedstock');
  page.note(
    `\`${MAINTAINER}\` merges a pull request with \`[skip-run]\` in its title, and later wants one dataset again.`,
  );
  await github.mergePullRequest(FEEDSTOCK, number, MAINTAINER);
  await page.comment(MAINTAINER, '/run ocean-north --production');
  await untilProduced(stage, RECIPES.length + 1);
  await page.answered((answers) => answers.length > 0);
  page.note(`The feedstock now has these deployments:\n\n${listDeployments(stage)}`);
  return page.text();
}

async function untilNextSecond(): Promise<void> {
  const now = Math.floor(Date.now() / 1_000);
  await waitFor(() => Math.floor(Date.now() / 1_000) > now);
}

async function ask(page: Recorder): Promise<void> {
  page.heading('Questions');
  const isAnswered = (answers: readonly string[]) => answers.length > 0;
  await page.comment(CONTRIBUTOR, '/help', isAnswered);
  await page.comment(CONTRIBUTOR, '/status', isAnswered);
  await page.comment(CONTRIBUTOR, '/lint');
  await page.comment(CONTRIBUTOR, '/logs', isAnswered);
}

async function run(page: Recorder): Promise<void> {
  page.heading('What is refused');
  const isAnswered = (answers: readonly string[]) => answers.length > 0;
  await page.comment(STRANGER, '/run all', isAnswered);
  await page.comment(MAINTAINER, '/rnu all', isAnswered);
  await page.comment(MAINTAINER, '/run', isAnswered);
  await page.comment(MAINTAINER, '/run ocaen-north', isAnswered);
  await page.comment(MAINTAINER, '/cancel', isAnswered);
  await page.comment(MAINTAINER, '/retry', isAnswered);
  page.note('Several commands in one comment get one reply:');
  await page.comment(MAINTAINER, '/status\n/run ocean-est', isAnswered);
}

const countEnded = (count: number) => (answers: readonly string[]) =>
  answers.filter((answer) => answer.startsWith('The test run') || /^\S+ The test run of/.test(answer)).length >= count;

const haveEndedTogether = (answers: readonly string[]) =>
  answers.some((answer) => answer.includes('test runs that you requested'));

/** The sample, with its two recipes by name. */
async function filesOf(bakeryId: string): Promise<Record<string, string>> {
  const files = await recipeFiles('ocean-halves', { sourceUrl: 'https://data.example.org', bakeryId });
  const recipes = RECIPES.map((id) => ({ id, object: `recipe:${id.replace('ocean-', '')}` }));
  const meta = {
    title: 'Halves of the ocean',
    description: 'Temperatures of each half of the ocean',
    pangeo_forge_version: '0.10.8',
    recipes,
    provenance: {
      providers: [
        { name: 'Pangeo Forge', description: 'Made for this page', roles: ['producer'], url: 'https://example.org' },
      ],
      license: 'CC0-1.0',
    },
    maintainers: [{ name: 'A contributor', orcid: '0000-0000-0000-0000', github: CONTRIBUTOR }],
    bakery: { id: bakeryId },
  };
  const named = ['north', 'south'].map((half) => `${half} = recipes["ocean-${half}"]\n`);
  return { ...files, 'meta.yaml': stringify(meta), 'recipe.py': `${files['recipe.py']}\n${named.join('')}` };
}

async function untilProduced({ github }: DemoStage, count: number): Promise<void> {
  const ended = ({ statuses }: { statuses: { state: string }[] }) =>
    statuses.some(({ state }) => ['success', 'failure', 'error'].includes(state));
  await waitFor(
    () => {
      const deployments = github.hasRepository(FEEDSTOCK) ? github.repository(FEEDSTOCK).deployments() : [];
      return deployments.length === count && deployments.every(ended);
    },
    { deadlineMs: PRODUCED_WITHIN_MS },
  );
}

const countSucceeded = (answers: readonly string[]) =>
  answers.flatMap((answer) => [...answer.matchAll(/first production run .* succeeded\./g)]).length;

function listDeployments({ github }: DemoStage): string {
  const deployments = github.repository(FEEDSTOCK).deployments();
  return deployments
    .toSorted((a, b) => a.environment.localeCompare(b.environment))
    .map(({ environment, statuses }) => {
      const words = statuses.map(({ state, description }) => (description ? `${state} (${description})` : state));
      return `- \`${environment}\`: ${words.join(', then ')}`;
    })
    .join('\n');
}
