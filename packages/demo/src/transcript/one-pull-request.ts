import { CONTRIBUTOR, type DemoStage, MAINTAINER, STAGED_RECIPES } from '../demo-stage.ts';
import { createRecorder, type Recorder } from './recorder.ts';
import {
  FEEDSTOCK,
  filesOf,
  FOLDER,
  isFirstProductionReported,
  listDeployments,
  RECIPES,
  untilNextSecond,
  untilProduced,
} from './ocean-halves.ts';

const BRANCH = 'ocean-halves';
const STRANGER = 'passer-by';

/** Plays one pull request from its opening to its production runs, with every command; returns it as Markdown. */
export async function playOnePullRequest(stage: DemoStage, bakeryId: string): Promise<string> {
  const { github } = stage;
  github.createUser(STRANGER);
  const fork = await github.fork(STAGED_RECIPES, CONTRIBUTOR);
  const push = async (message: string, files: Record<string, string | null>) => {
    const inFolder = Object.fromEntries(Object.entries(files).map(([name, text]) => [`${FOLDER}/${name}`, text]));
    const sha = await github.commit({ repo: fork, branch: BRANCH, message, author: CONTRIBUTOR, files: inFolder });
    await untilNextSecond();
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
  await page.answered(isFirstProductionReported);
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
