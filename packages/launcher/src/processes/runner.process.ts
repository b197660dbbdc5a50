import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { describePython, describeRunner } from '@pangeo-forge/runner-environment/describe-runner';
import { ensurePrism } from '@pangeo-forge/runner-environment/ensure-prism';
import {
  ensureInspectorEnvironment,
  ensureScriptEnvironment,
} from '@pangeo-forge/runner-environment/ensure-runner-environment';
import { installerEnvironment } from '@pangeo-forge/runner-environment/installer-environment';
import { createRunnerPrograms } from '@pangeo-forge/runner-environment/runner-programs';
import { INSPECT_STORES } from '@pangeo-forge/datasets/inspection/inspection';
import { openEnvironments } from '@pangeo-forge/recipe-runner/environment/open-environments';
import { createInspector } from '@pangeo-forge/recipe-runner/inspector/inspector';
import { bakeMemoryShare } from '@pangeo-forge/recipe-runner/runner/bake-memory';
import { openInvocationsFolder } from '@pangeo-forge/recipe-runner/runner/invocation-folder';
import { createPangeoForgeRunner } from '@pangeo-forge/recipe-runner/runner/pangeo-forge-runner';
import { chooseSandbox } from '@pangeo-forge/recipe-runner/sandbox/choose-sandbox';
import { dockerSettingsOf } from '@pangeo-forge/recipe-runner/sandbox/docker/docker-settings';
import { chooseBakeNetwork } from '@pangeo-forge/recipe-runner/sandbox/network/choose-bake-network';
import { createRunWorker } from '@pangeo-forge/runner-worker/run';
import { needsCloudPackages } from '@pangeo-forge/bakeries/bakery-kinds';
import { loadBakeryCredentials } from '@pangeo-forge/bakeries/open-bakeries';
import { type BakeryConfig, loadBakeries } from '@pangeo-forge/shared/config/load-bakeries';
import { openOnce } from '@pangeo-forge/shared/caching/keep-answers';
import type { Service } from '@pangeo-forge/shared/process/service';
import type { Logger } from 'pino';
import { REPOSITORY_ROOT } from './deployment.ts';
import type { ProcessParts } from './process-parts.ts';

/**
 * Role `run`: calls pangeo-forge-runner in a sandbox. It has the bakeries' secrets and the servers, and no key to
 * GitHub.
 */
export async function createRunnerProcess({
  deployment,
  variables,
  redactor,
  logger,
  decrypt,
}: ProcessParts): Promise<Service> {
  const { environment, configDir, name } = deployment;
  const bakeries = await loadBakeries({ configDir, deployment: name, withSecretArguments: true, decrypt });
  const credentials = await loadBakeryCredentials(bakeries, configDir, decrypt);
  for (const { secretValues } of [...bakeries.values(), ...credentials.values()]) redactor.add(secretValues);
  const searchPath = variables.PATH ?? '';
  const { sandbox, imagePrograms, announcements } = await chooseSandbox({
    requested: environment.PANGEO_FORGE_SANDBOX,
    deployment: name,
    searchPath,
    docker: dockerSettingsOf(environment),
  });
  const requested = environment.PANGEO_FORGE_BAKE_NETWORK;
  const bakes = await chooseBakeNetwork({ requested, deployment: name, sandbox });
  for (const { level, message } of [...announcements, ...bakes.announcements]) logger[level](message);
  const { PANGEO_FORGE_BAKE_MEMORY_MB: givenMb, RUNNER_SLOTS: slots } = environment;
  const bakeMemoryBytes = givenMb === undefined ? bakeMemoryShare(slots) : givenMb * 1024 ** 2;
  logger.info(`a bake may use ${Math.floor(bakeMemoryBytes / 1024 ** 2)} MB of memory`);
  const foldersDir = await openInvocationsFolder(tmpdir());
  const networkEnvironment = installerEnvironment({
    ...variables,
    HOME: undefined,
    TMPDIR: undefined,
    PATH: undefined,
  });
  const runner = createPangeoForgeRunner({
    ...(environment.PANGEO_FORGE_RUNNER
      ? await namedRunner(environment.PANGEO_FORGE_RUNNER, variables, logger)
      : imagePrograms
        ? { program: imagePrograms }
        : await managedRunners(variables, bakeries, logger)),
    sandbox,
    foldersDir,
    systemPath: searchPath,
    scriptPython: openOnce(() => scriptPython(variables, logger)),
    prism: openOnce(() => managedPrism(variables, logger)),
    network: { bake: bakes.network },
    // where the sandbox protects secrets, code of strangers is read without an approval; it gets no network of this machine
    buildsWhileRead: bakes.network === 'public' || name.startsWith('pforge-local-') || sandbox.name === 'process',
    bakeMemoryBytes,
    networkEnvironment,
  });
  const inspector = createInspector({
    environment: managedInspector(variables, logger),
    program: INSPECT_STORES,
    sandbox,
    foldersDir,
    systemPath: searchPath,
    networkEnvironment,
    network: bakes.network,
  });
  return createRunWorker(
    {
      databaseUrl: deployment.databaseUrl,
      redisUrl: deployment.redisUrl,
      poolSize: environment.DATABASE_POOL_SIZE,
      slots: environment.RUNNER_SLOTS,
      host: hostname(),
      sandbox: { name: sandbox.name, protectsSecrets: sandbox.name !== 'process' },
      runner,
      inspector,
      isLocalDeployment: name.startsWith('pforge-local-'),
      bakeries,
      credentials,
      redactor,
    },
    logger,
  );
}

/** Made when the first recipe without Beam is run. */
async function scriptPython(variables: Record<string, string | undefined>, logger: Logger) {
  const { pythonExecutable } = await ensureScriptEnvironment({
    rootDir: path.join(REPOSITORY_ROOT, '.local', 'runner'),
    environment: variables,
    onProgress: (message) => logger.info(message),
  });
  return describePython(pythonExecutable);
}

/** Built when the first bake asks for it; what fails is tried again. */
const managedPrism = (variables: Record<string, string | undefined>, logger: Logger) =>
  ensurePrism({
    rootDir: path.join(REPOSITORY_ROOT, '.local', 'runner'),
    environment: variables,
    onProgress: (message) => logger.info(message),
  });

/**
 * The environment of each runner line, with the packages that the bakeries need, and what feedstocks ask for beyond it.
 * Environments that the configuration names are made now, so that a missing part shows at the start.
 */
async function managedRunners(
  variables: Record<string, string | undefined>,
  bakeries: ReadonlyMap<string, BakeryConfig>,
  logger: Logger,
) {
  const files = [...bakeries.values()].map(({ file }) => file);
  const options = {
    rootDir: path.join(REPOSITORY_ROOT, '.local', 'runner'),
    packages: files.some((file) => needsCloudPackages(file)) ? ('cloud' as const) : ('base' as const),
    environment: variables,
    onProgress: (message: string) => logger.info(message),
  };
  const programFor = await createRunnerPrograms(options);
  for (const line of new Set([null, ...files.map(({ PangeoForge }) => PangeoForge.runner_line ?? null)]))
    await programFor({ requirements: null, line });
  const environments = await openEnvironments(options);
  if (!environments) logger.warn('uv could not be had: only runner 0.10 installs requirements, at each bake');
  return { program: programFor, environments };
}

/** The runner that PANGEO_FORGE_RUNNER names. What feedstocks ask for beyond it is installed if its line is known. */
async function namedRunner(executable: string, variables: Record<string, string | undefined>, logger: Logger) {
  const program = await describeRunner(executable, variables['PATH'] ?? '');
  if (program.line === undefined) return { program };
  const environments = await openEnvironments({
    rootDir: path.join(REPOSITORY_ROOT, '.local', 'runner'),
    packages: 'base',
    environment: variables,
    onProgress: (message) => logger.info(message),
  });
  return { program, environments };
}

/** The environment in which datasets are inspected, made before the first of them; what fails is tried again. */
function managedInspector(variables: Record<string, string | undefined>, logger: Logger) {
  const rootDir = path.join(REPOSITORY_ROOT, '.local', 'runner');
  const onProgress = (message: string) => logger.info(message);
  return openOnce(() => ensureInspectorEnvironment({ rootDir, environment: variables, onProgress }));
}
