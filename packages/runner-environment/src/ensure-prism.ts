import { constants } from 'node:fs';
import { access, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { findPython } from './find-python.ts';
import { installerEnvironment } from './installer-environment.ts';
import { LOCKS_DIR, readRunnerLock } from './read-runner-lock.ts';
import { RunnerEnvironmentError } from './runner-environment-error.ts';
import { withFileLock } from './with-file-lock.ts';

export interface EnsurePrismOptions {
  /** Where environments are kept, for instance `<repository>/.local/runner`. */
  rootDir: string;
  environment: Readonly<Record<string, string | undefined>>;
  onProgress?: (message: string) => void;
}

/** The folder of our bakery on Prism, for Python's path. */
export const PRISM_PACKAGE: string = join(LOCKS_DIR, 'prism');

const MODULE = 'github.com/apache/beam/sdks/v2/go/cmd/prism';
const LIMIT_MS = 15 * 60_000;
/** What Go needs to reach its module proxy and its caches. */
const GO_NAMES =
  /^(GOPROXY|GOSUMDB|GONOSUMDB|GONOSUMCHECK|GOPRIVATE|GOFLAGS|GOINSECURE|GOPATH|GOCACHE|GOMODCACHE|GOROOT|GOTOOLCHAIN|LocalAppData)$/;

/**
 * The executable of Prism of the version of Beam that the runner lines have. Go builds it from the module proxy, with
 * checksums, when it is first asked for (a minute or two, 60 MB); it is found again after. No package index serves it.
 * @throws RunnerEnvironmentError `prism_missing` where there is no Go, or Go cannot build it.
 */
export async function ensurePrism({ rootDir, environment, onProgress }: EnsurePrismOptions): Promise<string> {
  const version = await beamVersion();
  const home = join(rootDir, `prism-${process.platform}-${process.arch}-${version}`);
  const executable = join(home, 'prism');
  if (await isExecutable(executable)) return executable;
  const installing = installerEnvironment(environment);
  const python = await findPython(installing);
  await mkdir(rootDir, { recursive: true });
  return withFileLock(python, join(rootDir, 'install.lock'), async () => {
    if (await isExecutable(executable)) return executable;
    onProgress?.(`building Prism ${version}, Beam's portable runner, with Go (once)`);
    const made = await mkdtemp(join(rootDir, 'prism-making-'));
    try {
      await build(version, made, { ...goEnvironment(environment), ...installing });
      await rm(home, { recursive: true, force: true });
      await rename(made, home);
      return executable;
    } finally {
      await rm(made, { recursive: true, force: true });
    }
  });
}

async function beamVersion(): Promise<string> {
  const { requirementsFile } = await readRunnerLock('0.10');
  const version = /^apache-beam==([\w.]+)/m.exec(await readFile(requirementsFile, 'utf8'))?.[1];
  if (!version) throw new Error(`${requirementsFile} names no version of apache-beam`);
  return version;
}

async function build(version: string, into: string, environment: Record<string, string>): Promise<void> {
  const result = await execa('go', ['install', '-trimpath', '-ldflags=-s -w', `${MODULE}@v${version}`], {
    // without C it depends on no library of this machine, which the sandbox may hide
    env: { ...environment, GOBIN: into, CGO_ENABLED: '0' },
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    all: true,
    timeout: LIMIT_MS,
  });
  if (!result.failed) return;
  const said =
    result.code === 'ENOENT'
      ? 'there is no Go on PATH'
      : `Go said: ${(result.all ?? result.shortMessage).slice(-800).trim()}`;
  throw new RunnerEnvironmentError(
    'prism_missing',
    `Prism ${version} is not installed and could not be built: ${said}. Install Go 1.22 or newer, or name the ` +
      'executable of a release of Apache Beam in PrismBakery.prism_location of the bakery’s file.',
    { cause: result.cause },
  );
}

function goEnvironment(environment: EnsurePrismOptions['environment']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      value !== undefined && GO_NAMES.test(name) ? [[name, value]] : [],
    ),
  );
}

const isExecutable = (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
