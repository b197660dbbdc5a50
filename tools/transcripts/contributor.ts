import { mkdir, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { buildPackage } from 'pangeo-forge/generate/build-package';
import { temporaryDirectory } from '@pangeo-forge/local-servers/process/temporary-directory';
import { startNetcdfServer } from '@pangeo-forge/testkit/netcdf-server';
import { networkVariables, openTerminal } from './terminal.ts';

const SOURCE = 'https://data.example.org/sst';

/** From an empty folder to a tested recipe, with the package as it is published and the real runner. */
export async function contributorTranscript(): Promise<string> {
  const folder = temporaryDirectory();
  const sources = await startNetcdfServer();
  try {
    const work = path.join(folder, 'my-dataset');
    await mkdir(work);
    await writeFile(path.join(work, 'package.json'), '{"private": true}');
    const tarball = await packed(folder);
    const source = `${sources.url}/sst`;
    const variables = {
      ...networkVariables(),
      PATH: `${path.dirname(process.execPath)}:${process.env.PATH}`,
      HOME: folder,
      UV_CACHE_DIR: path.join(homedir(), '.cache', 'uv'),
    };
    const names = [
      [source, SOURCE],
      [folder, '~'],
    ] as const;
    const terminal = openTerminal({ cwd: work, variables, names });
    terminal.write('# From nothing to a tested recipe');
    terminal.write(
      'The terminal of a contributor. `node tools/write-transcripts.ts contributor` ran all of this and recorded it, with the npm package as it is built from this repository, ' +
        `Node ${process.versions.node}, the real \`pangeo-forge-runner\`, and a data provider on this machine in place of \`data.example.org\`. [Contributors](../contributors.md) explains the commands.`,
    );
    await terminal.run('npm install --silent pangeo-forge', { really: `npm install --silent ${tarball}` });
    await terminal.run('npx pangeo-forge --version');
    await terminal.run(
      `npx pangeo-forge recipe init sea-surface-temperature --yes --title "Sea surface temperature" --bakery local --maintainer octocat --source '${SOURCE}/{time}.nc'`,
      {
        really: `npx pangeo-forge recipe init sea-surface-temperature --yes --title "Sea surface temperature" --bakery local --maintainer octocat --source '${source}/{time}.nc'`,
      },
    );
    terminal.write('The recipe says where the source files are and how they become one dataset:');
    await terminal.run('cat sea-surface-temperature/recipe.py');
    terminal.write('A misspelt field is found and fixed:');
    await terminal.run("sed -i 's/^maintainers:/maintaners:/' sea-surface-temperature/meta.yaml");
    await terminal.run('npx pangeo-forge recipe lint sea-surface-temperature');
    await terminal.run('npx pangeo-forge recipe lint sea-surface-temperature --fix');
    terminal.write(
      'The first time, the runner’s Python environment is installed. Then the first two days are baked in a sandbox:',
    );
    await terminal.run('npx pangeo-forge recipe test sea-surface-temperature');
    terminal.write('Describe the dataset for a catalogue, and browse it:');
    const store = '.pangeo-forge/test/sea-surface-temperature/sea-surface-temperature.zarr';
    await terminal.run(`npx pangeo-forge catalog create catalog ${store} --meta sea-surface-temperature`);
    await terminal.run('npx pangeo-forge catalog browse catalog sea-surface-temperature');
    terminal.write(
      'The folder is ready for a pull request to staged-recipes, as `recipes/sea-surface-temperature/`: [Submit](../contributors.md#submit).',
    );
    return terminal.page();
  } finally {
    await sources.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function packed(folder: string): Promise<string> {
  await buildPackage(path.join(folder, 'package'));
  const { stdout } = await execa('npm', [
    'pack',
    '--silent',
    '--pack-destination',
    folder,
    path.join(folder, 'package'),
  ]);
  return path.join(folder, stdout.trim());
}
