import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { CONTRIBUTOR, type DemoStage, MAINTAINER, STAGED_RECIPES } from '../demo-stage.ts';
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
import { createRecorder, type Recorder } from './recorder.ts';

const isAnswered = (answers: readonly string[]) => answers.length > 0;

/** What a maintainer reads and writes from the review of a recipe to a production run that failed. */
export async function playMaintainersDay(stage: DemoStage, bakeryId: string): Promise<string> {
  const review = await reviewRecipe(stage, bakeryId);
  const fixed = await breakAndFix(stage);
  return [review, fixed, await keepSchedule(stage, bakeryId)].join('\n\n');
}

async function reviewRecipe(stage: DemoStage, bakeryId: string): Promise<string> {
  const { github } = stage;
  github.protectBranch(STAGED_RECIPES, 'main', { requiredReviews: 1, ruleset: { id: 1 } });
  const fork = await github.fork(STAGED_RECIPES, CONTRIBUTOR);
  const files = Object.fromEntries(
    Object.entries(await filesOf(bakeryId)).map(([name, text]) => [`${FOLDER}/${name}`, text]),
  );
  const head = await github.commit({ repo: fork, branch: 'halves', message: 'Add', author: CONTRIBUTOR, files });
  const title = 'Add the halves of the ocean';
  const pull = { repo: STAGED_RECIPES, head: `${CONTRIBUTOR}:halves`, title, as: CONTRIBUTOR };
  const { number } = await github.openPullRequest(pull);
  const page = createRecorder(stage, STAGED_RECIPES, number);
  page.heading('Nine o’clock: a new recipe');
  page.note(
    'A ruleset of `main` wants an approving review, and the App may not bypass it. The check says so beforehand.',
  );
  await page.checked(head);
  await untilNextSecond();
  await page.comment(MAINTAINER, '/run all', (answers) =>
    answers.some((answer) => answer.includes('test runs that you requested')),
  );
  page.note(`\`${MAINTAINER}\` approves the pull request and merges it. The App cannot merge its own cleanup:`);
  github.protectBranch(STAGED_RECIPES, 'main', null);
  await github.mergePullRequest(STAGED_RECIPES, number, MAINTAINER);
  github.protectBranch(STAGED_RECIPES, 'main', { requiredReviews: 1, ruleset: { id: 1 } });
  await page.answered((answers) => answers.some((answer) => answer.includes('is not finished')));
  const cleanup = github.repository(STAGED_RECIPES).pullRequests().at(-1);
  page.note(`They approve and merge #${cleanup?.number}, “${cleanup?.title}”, and say so:`);
  github.protectBranch(STAGED_RECIPES, 'main', null);
  await github.mergePullRequest(STAGED_RECIPES, cleanup?.number ?? 0, MAINTAINER);
  await page.comment(MAINTAINER, '/retry');
  await untilProduced(stage, RECIPES.length);
  await page.answered(isFirstProductionReported);
  return page.text();
}

async function mergeChange(
  { github }: DemoStage,
  title: string,
  files: Record<string, string | null>,
): Promise<number> {
  const branch = title.toLowerCase().replaceAll(' ', '-');
  await github.commit({ repo: FEEDSTOCK, branch, from: 'main', message: title, author: MAINTAINER, files });
  const { number } = await github.openPullRequest({ repo: FEEDSTOCK, head: branch, title, as: MAINTAINER });
  await github.mergePullRequest(FEEDSTOCK, number, MAINTAINER);
  return number;
}

async function breakAndFix(stage: DemoStage): Promise<string> {
  const behaviour = 'feedstock/behaviour.json';
  const fails = JSON.stringify({ bake: [{ fail: "no data variable named 'sst'" }] });
  const number = await mergeChange(stage, 'Rename a variable', { [behaviour]: fails });
  const broken = createRecorder(stage, FEEDSTOCK, number);
  broken.heading('Noon: a production run fails');
  broken.note(`\`${MAINTAINER}\` merges “Rename a variable” in \`${FEEDSTOCK}\`.`);
  const namesIssues = (answer: string) => answer.split(`(${FEEDSTOCK}#`).length === RECIPES.length + 1;
  await broken.answered((answers) => answers.some(namesIssues));
  const issue = await openIssue(stage, 'ocean-north');
  broken.quote(`Issue #${issue.number}: ${issue.title}`, issue.body ?? '');
  const page = createRecorder(stage, FEEDSTOCK, issue.number);
  page.note('On the issue:');
  await page.comment(MAINTAINER, '/retry ocean-north');
  await untilProduced(stage, 2 * RECIPES.length + 1);
  const repaired = await mergeChange(stage, 'Name it as the sources do', {
    [behaviour]: null,
    'feedstock/README.md': 'The sources name the variable `tos`.\n',
  });
  page.note(`They merge #${repaired}, which fixes it. The next production run closes the issue:`);
  await page.answered((answers) => answers.some((answer) => answer.includes('succeeded')));
  return `${broken.text()}\n\n${page.text()}`;
}

function openIssue({ github }: DemoStage, recipeId: string) {
  return waitFor(() =>
    github
      .repository(FEEDSTOCK)
      .issues()
      .find(({ title, state }) => state === 'open' && title.includes(recipeId)),
  );
}

async function keepSchedule(stage: DemoStage, bakeryId: string): Promise<string> {
  const meta = (await filesOf(bakeryId))['meta.yaml']?.replace(
    'object: recipe:north',
    'object: recipe:north\n    schedule: "0 6 * * *"',
  );
  const number = await mergeChange(stage, 'Run it each morning', { 'feedstock/meta.yaml': meta ?? '' });
  const page: Recorder = createRecorder(stage, FEEDSTOCK, number);
  page.heading('Evening: a schedule');
  page.note(`\`${MAINTAINER}\` merges “Run it each morning”: \`ocean-north\` now has \`schedule: "0 6 * * *"\`.`);
  await page.answered((answers) => answers.some((answer) => answer.includes('production runs of this merge')));
  await page.comment(MAINTAINER, '/schedule pause ocean-south', isAnswered);
  await page.comment(MAINTAINER, '/schedule pause', isAnswered);
  await page.comment(MAINTAINER, '/schedule resume ocean-north', isAnswered);
  page.note(`The deployments of the day:\n\n${listDeployments(stage)}`);
  return page.text();
}
