import { posix } from 'node:path';
import type { RunnerPreference } from '@pangeo-forge/runner-environment/choose-runner-line';
import type { RunnerProgram } from '@pangeo-forge/runner-environment/describe-runner';
import type { RunnerRequest } from './recipe-runner.ts';
import { type GitContext, runGit } from './run-git.ts';

/** The runner; `image` for sandboxes that bring their own. */
export type Program = RunnerProgram & { image?: string };

export type ProgramChooser = (preference: RunnerPreference) => Promise<Program>;

/** The runner for a feedstock, by its requirements.txt as it stands in our own copy of the repository. */
export async function chooseProgram(
  program: Program | ProgramChooser,
  request: RunnerRequest,
  git: GitContext,
  { repository, sha }: { repository: string; sha: string },
): Promise<Program> {
  if (typeof program !== 'function') return program;
  const file = posix.join(request.feedstockSubdir ?? 'feedstock', 'requirements.txt');
  const shown = await runGit(git, ['--git-dir', repository, 'cat-file', 'blob', `${sha}:${file}`]);
  if (shown.broke) throw new Error(`git does not work on this machine: ${shown.complaint}`);
  return program({ requirements: shown.ok ? shown.stdout : null, line: request.runnerLine ?? null });
}
