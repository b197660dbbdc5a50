import { homedir } from 'node:os';
import path from 'node:path';
import type { InspectBakery } from '@pangeo-forge/shared/config/check-config';
import { classesOf } from '@pangeo-forge/shared/config/bakery-meaning';
import { findExecutable } from '@pangeo-forge/shared/process/find-executable';
import { findRunnerPython } from '@pangeo-forge/runner-environment/ensure-runner-environment';
import { type ClassAnswer, type ClassQuestion, inspectClasses } from '@pangeo-forge/runner-environment/inspect-classes';
import type { CliContext } from '../context/cli-context.ts';

/** Where commands of this machine's user keep the runner's Python environments. */
export function runnerRootDir(variables: CliContext['variables']): string {
  const cache = variables['XDG_CACHE_HOME'] || path.join(variables['HOME'] || homedir(), '.cache');
  return path.join(cache, 'pangeo-forge', 'runner');
}

/** Asks the runner's Python about the classes of bakeries; installs nothing. */
export async function createInspectBakery(context: CliContext): Promise<InspectBakery> {
  const python = await pythonHere(context);
  return async (file) => {
    const named = classesOf(file);
    const questions = named.map(({ name, kind }): ClassQuestion => {
      const section: unknown = kind === 'bakery' ? file[name.split('.').at(-1) ?? ''] : undefined;
      return isMapping(section) ? { name, kind, options: section } : { name, kind };
    });
    const answers = python === null ? null : await inspectClasses(python, questions, context.variables['PATH'] ?? '');
    const problems = [];
    const notChecked = [];
    for (const [index, { path: at, name, isKnown }] of named.entries()) {
      const answer: ClassAnswer | undefined = answers?.[index];
      if (answer?.outcome === 'wrong') {
        const place = answer.option === undefined ? at : [name.split('.').at(-1) ?? '', answer.option];
        const what = answer.option === undefined ? `${name}: ${answer.message}` : answer.message;
        problems.push({ path: place, message: `${place.join('.')}: ${what}.` });
      }
      if (answer?.outcome === 'no_package' && !isKnown)
        notChecked.push(`${at.join('.')} (${name}): the runner’s Python here has no package ${answer.package}.`);
      if (answer === undefined && !isKnown)
        notChecked.push(`${at.join('.')} (${name}): the runner’s Python is not installed here.`);
    }
    const [bakery] = named;
    if (!answers && bakery?.isKnown && isMapping(file[bakery.name.split('.').at(-1) ?? '']))
      notChecked.push(`${bakery.name.split('.').at(-1)}: the runner’s Python, which knows its options, is not here.`);
    return { problems, notChecked };
  };
}

/** The Python beside the runner that is installed here; null when there is none. */
export async function pythonHere({ variables, configDir }: CliContext): Promise<string | null> {
  const own = variables['PANGEO_FORGE_RUNNER'];
  if (own) return findExecutable('python', path.dirname(path.resolve(own)));
  for (const rootDir of [runnerRootDir(variables), path.join(configDir(), '.local', 'runner')]) {
    const found = await findRunnerPython(rootDir);
    if (found) return found;
  }
  return null;
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
