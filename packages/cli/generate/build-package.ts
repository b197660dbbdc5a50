import { chmod, cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { build, type Metafile } from 'esbuild';
import { packageManifest } from './package-manifest.ts';
import { thirdPartyLicenses } from './third-party-licenses.ts';

const CLI = path.join(import.meta.dirname, '..');
const ROOT = path.join(CLI, '..', '..');
/**
 * What its packages do without: a native part of pg, and ways of MikroORM's to find entities and load relations that
 * are not gone here.
 */
const LEFT_OUT = ['pg-native', 'tinyglobby', 'dataloader'];
/** Ways of the Docker client's to reach an engine that are not gone here: it is spoken to by its socket. */
const EMPTY = ['ssh2', '@grpc/grpc-js', '@grpc/proto-loader'];
/** CommonJS inside of a bundle of modules asks for Node's own modules by `require`. */
const BANNER = `import { createRequire as createRequireOfBundle } from 'node:module';\nconst require = createRequireOfBundle(import.meta.url);`;

/**
 * Writes the npm package into a folder, which is emptied first: the program in one folder of modules without any
 * dependency, the Python locks and the JSON schemas. Each command stays a module of its own, so that help needs not
 * load it all.
 */
export async function buildPackage(folder: string): Promise<{ files: number; bytes: number }> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: [
      { in: path.join(CLI, 'src', 'main.ts'), out: 'main' },
      // a thread is a program of its own, which the others find beside them
      {
        in: path.join(ROOT, 'packages', 'shared', 'src', 'untrusted', 'authors-text.thread.ts'),
        out: 'authors-text.thread',
      },
    ],
    outdir: path.join(folder, 'dist'),
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    external: LEFT_OUT,
    alias: Object.fromEntries(EMPTY.map((name) => [name, path.join(CLI, 'generate', 'empty.cjs')])),
    banner: { js: BANNER },
    legalComments: 'none', // they stand in one file
    metafile: true,
    logLevel: 'warning',
  });
  assertSelfContained(metafile);
  const start = path.join(folder, 'dist', 'start.cjs');
  await cp(path.join(CLI, 'src', 'start.cjs'), start);
  await chmod(start, 0o755);
  await writeFile(path.join(folder, 'package.json'), `${JSON.stringify(await packageManifest(CLI), null, 2)}\n`);
  await writeFile(path.join(folder, 'THIRD-PARTY-LICENSES.txt'), await thirdPartyLicenses(ROOT, metafile));
  await cp(path.join(CLI, 'README.md'), path.join(folder, 'README.md'));
  await cp(path.join(ROOT, 'LICENSE'), path.join(folder, 'LICENSE'));
  await cp(path.join(ROOT, 'packages', 'runner-environment', 'python'), path.join(folder, 'python'), {
    recursive: true,
  });
  await cp(path.join(ROOT, 'docs', 'schemas'), path.join(folder, 'schemas'), { recursive: true });
  const outputs = Object.values(metafile.outputs);
  return { files: outputs.length, bytes: outputs.reduce((sum, { bytes }) => sum + bytes, 0) };
}

/** @throws Error when the program would ask for a package that is not in it. */
function assertSelfContained({ outputs }: Metafile): void {
  const known = new Set([...builtinModules, ...builtinModules.map((name) => `node:${name}`), ...LEFT_OUT]);
  const missing = Object.values(outputs).flatMap(({ imports }) =>
    imports.filter(({ external, path: name }) => external && !known.has(name)).map(({ path: name }) => name),
  );
  if (missing.length > 0) throw new Error(`the bundle would need: ${[...new Set(missing)].join(', ')}`);
}
