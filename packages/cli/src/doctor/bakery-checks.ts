import { access, constants, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { openBakeries } from '@pangeo-forge/bakeries/open-bakeries';
import type { Bakery } from '@pangeo-forge/bakeries/bakery';
import { datasetStorageOf, targetFolder } from '@pangeo-forge/bakeries/storage-paths';
import { probeStorage } from '@pangeo-forge/runner-environment/probe-storage';
import type { BakeryConfig } from '@pangeo-forge/shared/config/load-bakeries';
import { randomUUID } from 'node:crypto';
import { pythonHere } from '../config/inspect-bakery.ts';
import type { CliContext } from '../context/cli-context.ts';
import { bad, type Check, type Finding, good, missing } from './finding.ts';

const PROBE = 'pangeo-forge-doctor';

/**
 * Each bakery's service, asked for a job that does not exist, and its storage.
 * @param mayWrite whether a small object is written to the storage and removed; otherwise it is listed.
 */
export async function bakeryChecks(context: CliContext, mayWrite: boolean): Promise<Check[]> {
  const opened = await openBakeries({
    configDir: context.configDir(),
    deployment: context.deployment(),
    decrypt: context.decrypt,
  });
  context.redactor.add(opened.secretValues);
  const python = await pythonHere(context);
  return [...opened.configs].flatMap(([id, config]) => {
    const adapter = opened.adapters.get(id);
    const service = `bakery ${id}`;
    const storage = `storage of ${id}`;
    return [
      ...(adapter ? [{ what: service, run: () => askBakery(service, adapter) }] : []),
      { what: storage, run: () => tryStorage(storage, { config, adapter, python, mayWrite, context }) },
    ];
  });
}

async function askBakery(what: string, adapter: Bakery): Promise<Finding[]> {
  try {
    const { outcome } = await adapter.observe({ jobName: PROBE, jobId: null, since: new Date() });
    return [good(what, outcome === 'cannot_tell' ? `${adapter.kind}, without a service` : `${adapter.kind} answers`)];
  } finally {
    await adapter.close();
  }
}

interface StorageQuestion {
  config: BakeryConfig;
  adapter: Bakery | undefined;
  python: string | null;
  mayWrite: boolean;
  context: CliContext;
}

async function tryStorage(what: string, question: StorageQuestion): Promise<Finding[]> {
  const { config, adapter, python, mayWrite, context } = question;
  const name = `${PROBE}-${randomUUID()}`;
  const folder = targetFolder(config.file, name);
  if (folder !== null) return tryFolder(what, folder, mayWrite);
  const { fsspecClass } = datasetStorageOf(config.file, name);
  if (python === null)
    return [missing(what, 'not checked: the runner’s Python is not installed here (`pangeo-forge recipe test` does)')];
  const { fsspec_args: fsspecArgs, root_path: rootPath } = config.file.TargetStorage;
  const answer = await probeStorage(python, {
    fsspecClass,
    fsspecArgs,
    rootPath: rootPath.replaceAll('{subpath}', () => (mayWrite ? name : '')),
    mayWrite,
    secretFiles: adapter?.secretFiles ?? {},
    searchPath: context.variables['PATH'] ?? '',
  });
  if (answer.outcome === 'no_package')
    return [missing(what, `not checked: the runner’s Python here has no package ${answer.package}`)];
  if (answer.outcome === 'failed') {
    const doing = mayWrite ? 'a write failed' : 'it could not be listed';
    return [bad(what, `${doing} (${answer.message}): compare fsspec_args and the rights of the account`)];
  }
  return [good(what, mayWrite ? 'took a write, and gave it back' : 'can be listed; --write-storage tries a write')];
}

async function tryFolder(what: string, folder: string, mayWrite: boolean): Promise<Finding[]> {
  try {
    if (mayWrite) {
      await mkdir(folder, { recursive: true });
      await writeFile(path.join(folder, 'probe'), 'written by pangeo-forge doctor');
      await rm(folder, { recursive: true });
      return [good(what, `${path.dirname(folder)} takes writes`)];
    }
    const existing = await nearestFolder(path.dirname(folder));
    await access(existing, constants.W_OK);
    return [good(what, `${existing} may be written`)];
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    const why = code || message;
    return [bad(what, `${path.dirname(folder)} cannot be written (${why}): role \`run\` writes datasets there`)];
  }
}

/** The folder itself, or the one above it that exists: the others are made by the first bake. */
async function nearestFolder(folder: string): Promise<string> {
  const isThere = await access(folder).then(
    () => true,
    () => false,
  );
  return isThere || path.dirname(folder) === folder ? folder : nearestFolder(path.dirname(folder));
}
