import path from 'node:path';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';
import { z } from 'zod';
import type { CliContext } from '../../context/cli-context.ts';
import { defineCommand } from '../../define-command.ts';
import { findRecipeFolder } from '../../recipe/find-recipe-folders.ts';

/** Repository, first commit, branch, pull request, merge, and the branch is gone. */
const STEPS = 6;

export const createFeedstockCommand = defineCommand({
  path: 'create-feedstock',
  summary: 'Make a feedstock of a recipe by hand: what a merge in staged-recipes does.',
  details: `As the App of the deployment, which must be installed on the organisation. The repository OWNER/NAME-feedstock is made, registered with the API,
and gets the recipe and a README by a pull request that is merged; its merge starts the production runs. Called again, it continues where it stopped.`,
  arguments: [['[path]', 'the recipe’s folder (here)']],
  options: [
    ['--org <organisation>', 'that owns the feedstock'],
    ['--name <name>', 'of the feedstock without “-feedstock” (the folder’s name)'],
  ],
  input: z.object({
    path: z.string().default('.'),
    org: z.string('--org is needed: the organisation that owns the feedstock'),
    name: z.string().min(1).optional(),
  }),
  async run(context, { path: given, org, name }) {
    const folder = await checkedFolder(context, given);
    const spec = RepoFullName.parse(`${org}/${(name ?? nameOf(folder)).replace(/-feedstock$/, '')}-feedstock`);
    const feedstock = await connect(context, spec);
    const [{ createFeedstockByHand, performByHand, registerFeedstock }, { explainRefusal }, { refusalStatus }] =
      await Promise.all([
        import('../../feedstock/create-feedstock-by-hand.ts'),
        import('@pangeo-forge/github/feedstocks/explain-refusal'),
        import('@pangeo-forge/github/github-error'),
      ]);
    let doing = 'repository';
    const { GITHUB_SERVER_URL: serverUrl, PANGEO_FORGE_FRONTEND_URL: frontend } = context.environment();
    const register = async () => {
      const id = await registerFeedstock(context.api(), spec.toString());
      return `${(frontend ?? context.api().url).replace(/\/$/, '')}/dashboard/feedstock/${id}`;
    };
    try {
      const made = await context.progress(STEPS, (progress) => {
        const perform = performByHand(context.signal, (step) => {
          doing = step;
          progress.step(step);
        });
        return createFeedstockByHand({ feedstock, folder, serverUrl, register, perform });
      });
      const text = made.created ? `Feedstock created: ${made.url}` : `The recipe is already in ${made.url}.`;
      return { data: { feedstock: spec.toString(), ...made }, text };
    } catch (error) {
      if (refusalStatus(error) === null) throw error;
      const { happened, next } = explainRefusal(error as AppError, { doing, repository: spec.toString() });
      const text = `${doing} did not work. ${happened}\nNext: ${next}, then run this again: it continues where it stopped.`;
      throw new AppError('github_refused', text, { cause: error });
    }
  },
});

async function checkedFolder(context: CliContext, given: string): Promise<string> {
  const folder = await findRecipeFolder(path.resolve(context.cwd, given));
  const { assertLinted } = await import('../../recipe/lint-recipe-folder.ts');
  await assertLinted(folder, context.variables);
  return folder;
}

/** `feedstock/` takes the name of the repository around it. */
function nameOf(folder: string): string {
  const name = path.basename(folder);
  return name === 'feedstock' ? path.basename(path.dirname(folder)) : name;
}

async function connect(context: CliContext, spec: RepoFullName) {
  const { connectGitHubApp } = await import('@pangeo-forge/github/connect-github-app');
  const { id: appId, privateKey } = (await context.secrets()).githubApp;
  return connectGitHubApp({ appId, privateKey, apiUrl: context.environment().GITHUB_API_URL }).repository(spec);
}
