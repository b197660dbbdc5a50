import { posix } from 'node:path';
import type { RunnerPreference } from '@pangeo-forge/runner-environment/choose-runner-line';
import type { RunnerProgram } from '@pangeo-forge/runner-environment/describe-runner';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { bakeSchema, hasRemoteWorkers } from './direct-engine.ts';
import { readCommittedText } from './read-committed-text.ts';
import type { RunnerRequest } from './recipe-runner.ts';
import { type GitContext, runGit } from './run-git.ts';

/** The runner; `image` for sandboxes that bring their own. */
export type Program = RunnerProgram & { image?: string };

export type ProgramChooser = (preference: RunnerPreference) => Promise<Program>;

const MAX_PYTHON_FILES = 100;
const MAX_PYTHON_BYTES = 256 * 1024;

/** The runner for a feedstock, by its files as they stand in our own copy of the repository. Nothing is executed. */
export async function chooseProgram(
  program: Program | ProgramChooser,
  request: RunnerRequest,
  context: GitContext,
  { repository, sha }: { repository: string; sha: string },
): Promise<Program> {
  if (typeof program !== 'function') return program;
  const subdir = request.feedstockSubdir ?? 'feedstock';
  const textOf = (name: string) => readCommittedText(context, { repository, sha }, posix.join(subdir, name));
  const listed = await runGit(context, ['--git-dir', repository, 'ls-tree', '-r', '-z', '--long', `${sha}:${subdir}`]);
  if (listed.broke) throw new Error(`git does not work on this machine: ${listed.complaint}`);
  const sources = new Map<string, string>();
  for (const name of listed.ok ? pythonFilesIn(listed.stdout) : []) sources.set(name, (await textOf(name)) ?? '');
  const line = request.runnerLine ?? null;
  const chosen = await program({ requirements: await textOf('requirements.txt'), sources, line });
  if (lacksLegacyImage(chosen, request)) throw new AppError('invalid_input', NO_LEGACY_IMAGE);
  return chosen;
}

const NO_LEGACY_IMAGE =
  'The recipe is of before pangeo-forge-recipes 0.10, and its bakery names no container image for such recipes. Its ' +
  'operators have to set Bake.container_image to an image with apache-beam 2.61 and pangeo-forge-recipes 0.9.4.';

/** Runner 0.8 names an image of its time unless the bakery names one, with another Beam than what submits the job. */
function lacksLegacyImage({ line }: Program, request: RunnerRequest): boolean {
  const { container_image: image = '' } = bakeSchema.parse(request.config?.['Bake'] ?? {});
  return line === '0.8' && hasRemoteWorkers(request) && image === '';
}

/** Lines of `ls-tree --long`: mode, type, object, size, a tab and the path. */
function pythonFilesIn(listing: string): string[] {
  return listing
    .split('\0')
    .flatMap((entry) => {
      const [, size, path = ''] = /^100\d+ blob \S+ +(\d+)\t(.*)$/s.exec(entry) ?? [];
      return path.endsWith('.py') && Number(size) <= MAX_PYTHON_BYTES ? [path] : [];
    })
    .sort()
    .slice(0, MAX_PYTHON_FILES);
}
