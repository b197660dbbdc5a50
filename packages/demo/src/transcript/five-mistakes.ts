import { CONTRIBUTOR, type DemoStage, MAINTAINER, STAGED_RECIPES } from '../demo-stage.ts';
import { filesOf, FOLDER, isFirstProductionReported, RECIPES, untilNextSecond, untilProduced } from './ocean-halves.ts';
import { createRecorder } from './recorder.ts';

const BRANCH = 'my-first-recipe';

/** Somebody who has never done this: what each mistake is answered with, and how it ends well. */
export async function playFiveMistakes(stage: DemoStage, bakeryId: string): Promise<string> {
  const { github } = stage;
  const good = await filesOf(bakeryId);
  const fork = await github.fork(STAGED_RECIPES, CONTRIBUTOR);
  const push = async (message: string, files: Record<string, string | null>) => {
    const sha = await github.commit({ repo: fork, branch: BRANCH, message, author: CONTRIBUTOR, files });
    await untilNextSecond();
    return sha;
  };
  const inFolder = (folder: string, files: Record<string, string | null>) =>
    Object.fromEntries(Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text]));
  const removed = Object.fromEntries(Object.keys(good).map((name) => [name, null]));

  const first = await push('My recipe', inFolder('ocean-halves', good));
  const title = 'Add the halves of the ocean';
  const { number } = await github.openPullRequest({
    repo: STAGED_RECIPES,
    head: `${CONTRIBUTOR}:${BRANCH}`,
    title,
    as: CONTRIBUTOR,
  });
  const page = createRecorder(stage, STAGED_RECIPES, number);

  page.heading('First mistake: the wrong place');
  page.note(`\`${CONTRIBUTOR}\` opens a pull request that adds the folder \`ocean-halves\` at the top.`);
  await page.checked(first);

  page.heading('Second mistake: a tab');
  page.note('They move the folder, and indent a line of meta.yaml with a tab.');
  const withTab = good['meta.yaml']?.replace('recipes:\n  - id', 'recipes:\n\t- id') ?? '';
  const moved = { ...inFolder('ocean-halves', removed), ...inFolder(FOLDER, { ...good, 'meta.yaml': withTab }) };
  await page.checked(await push('Move it', moved));

  page.heading('Third mistake: a name that is not there');
  page.note('They use spaces, and misspell the Python variable of a recipe.');
  const misspelt = good['meta.yaml']?.replace('recipe:south', 'recipe:suoth') ?? '';
  await page.checked(await push('Use spaces', inFolder(FOLDER, { 'meta.yaml': misspelt })));

  page.heading('Fourth mistake: a file that does not belong there');
  page.note('They correct the name, and add a file with notes at the top.');
  const stray = { ...inFolder(FOLDER, { 'meta.yaml': good['meta.yaml'] ?? '' }), 'NOTES.md': 'My notes.\n' };
  await page.checked(await push('Fix the name', stray));
  page.note('They remove the note.');
  await page.checked(await push('Remove the note', { 'NOTES.md': null }));

  page.heading('Fifth mistake: a command that is not theirs');
  const isAnswered = (answers: readonly string[]) => answers.length > 0;
  await page.comment(CONTRIBUTOR, '/run all', isAnswered);
  await page.comment(CONTRIBUTOR, '/status', isAnswered);

  page.heading('How it ends');
  await page.comment(MAINTAINER, '/run all', (answers) =>
    answers.some((answer) => answer.includes('test runs that you requested')),
  );
  page.note(`\`${MAINTAINER}\` merges the pull request.`);
  await github.mergePullRequest(STAGED_RECIPES, number, MAINTAINER);
  await untilProduced(stage, RECIPES.length);
  await page.answered(isFirstProductionReported);
  return page.text();
}
