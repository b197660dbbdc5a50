import { chmod, readFile, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { agreeInBrowser } from 'pangeo-forge/testing/agree-in-browser';
import { freePort } from '@pangeo-forge/local-servers/process/free-port';
import { temporaryDirectory } from '@pangeo-forge/local-servers/process/temporary-directory';
import { ensureRunnerEnvironment } from '@pangeo-forge/runner-environment/ensure-runner-environment';
import { type LoopbackGitHub, startLoopbackGitHub } from '@pangeo-forge/loopback-github/loopback-github';
import { recipeFiles } from '@pangeo-forge/testkit/recipes/recipe-files';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { networkVariables, openTerminal, type Terminal } from './terminal.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const REPOSITORY = 'https://github.com/pangeo-forge/pangeo-forge-orchestrator';
const ORGANIZATION = 'pforgetest';
const STAGED = 'test-staged-recipes';
const CHECK_LIMIT_MS = 300_000;

/** From an empty machine to a local deployment that receives a webhook, with a GitHub on loopback. */
export async function operatorTranscript(): Promise<string> {
  const folder = temporaryDirectory();
  const github = await startLoopbackGitHub();
  const port = await freePort();
  const runner = await ensureRunnerEnvironment({
    rootDir: path.join(ROOT, '.local', 'runner'),
    environment: process.env,
  });
  try {
    github.createUser('octocat');
    github.createOrganization(ORGANIZATION, { owners: ['octocat'] });
    await github.createRepository({
      owner: ORGANIZATION,
      name: STAGED,
      files: { 'README.md': '# Recipes\n' },
      as: 'octocat',
    });
    await chmod(folder, 0o755); // Postgres may run as another user, who needs access
    const checkout = path.join(folder, 'pangeo-forge-orchestrator');
    const variables = {
      ...networkVariables(),
      PATH: process.env.PATH ?? '',
      HOME: homedir(),
      LOG_LEVEL: 'warn',
      npm_config_loglevel: 'error',
      PANGEO_FORGE_RUNNER: runner.executable,
    };
    const names = [
      [github.serverUrl, 'http://127.0.0.1:3000'],
      [`127.0.0.1:${port}`, '127.0.0.1:8000'],
      [`PORT=${port}`, 'PORT=8000'],
      [/http:\/\/127\.0\.0\.1:(?!3000|8000)\d+\//g, 'http://127.0.0.1:41234/'],
      [folder, '~'],
      [ROOT, '~/pangeo-forge-orchestrator'],
      [homedir(), '~'],
    ] as const;
    const start = openTerminal({ cwd: folder, variables, names });
    start.write('# From an empty machine to a webhook');
    start.write(
      `The terminal of an operator. \`node tools/write-transcripts.ts operator\` ran all of this and recorded it, on a machine with git, Node and Python 3.11. The runner’s Python environment was installed before; otherwise the first start installs it, in about a minute. The GitHub is on loopback. With the real one, leave out the line that sets \`GITHUB_SERVER_URL\`, and let a channel of smee.io deliver the webhooks (\`--url https://smee.io/…\`, then \`dev --smee https://smee.io/…\`). [Deployments](../deployments.md#a-local-deployment) explains the commands.`,
    );
    await start.run(`git clone --quiet ${REPOSITORY}`, { really: `git clone --quiet file://${ROOT} ${checkout}` });
    await start.run('cd pangeo-forge-orchestrator && npx -y pnpm@12.21.0 install --reporter=silent');
    const page = start.page();

    const terminal = openTerminal({ cwd: checkout, variables, names });
    terminal.set('pangeo-forge() { npx -y pnpm@12.21.0 --silent pangeo-forge "$@"; }', commandIn(checkout));
    await terminal.run('pangeo-forge doctor');
    terminal.write(
      'Create the GitHub App in the browser, on the page that the command opens. The command writes everything else:',
    );
    terminal.set(`export GITHUB_SERVER_URL=${github.serverUrl} GITHUB_API_URL=${github.apiUrl} PORT=${port}`);
    terminal.set('export PANGEO_FORGE_DEPLOYMENT=pforge-local-me');
    await terminal.run(
      `pangeo-forge deployment new pforge-local-me --org ${ORGANIZATION} --url http://127.0.0.1:${port} --plain`,
      { onOutput: agreeOnce() },
    );
    await terminal.run('pangeo-forge config check --deployment pforge-local-me');
    terminal.write('Everything runs in one terminal; the database and Redis are embedded:');
    const services = await terminal.start('pangeo-forge dev &', /watching for changes[^\n]*\n/);
    try {
      await operate(terminal, github, checkout);
    } finally {
      await services.stop();
    }
    return `${page}\n${terminal.page()}`;
  } finally {
    await github.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The same without the seconds of npx each time. */
function commandIn(checkout: string): string {
  return `pangeo-forge() { ${checkout}/node_modules/.bin/node ${checkout}/packages/cli/src/main.ts "$@"; }`;
}

function agreeOnce(): (text: string) => void {
  let seen = '';
  let agreed = false;
  return (text) => {
    seen += text;
    const page = /^Open (http:\/\/127\.0\.0\.1:\d+\/)/m.exec(seen)?.[1];
    if (!page || agreed) return;
    agreed = true;
    void agreeInBrowser(page);
  };
}

async function operate(terminal: Terminal, github: LoopbackGitHub, checkout: string): Promise<void> {
  const repository = `${ORGANIZATION}/${STAGED}`;
  terminal.write('Install the App on the organisation, on the App’s page on GitHub. Register the repository once:');
  await terminal.run(`pangeo-forge api POST /feedstocks/ --data '{"spec": "${repository}"}'`);
  github.installApp(await appIdIn(checkout), ORGANIZATION);
  terminal.write('Somebody opens a pull request with a recipe. The webhook has arrived and was handled:');
  const files = await recipeFiles('sea-surface-temperature', {
    sourceUrl: 'https://data.example.org',
    bakeryId: 'local',
  });
  const named = Object.fromEntries(Object.entries(files).map(([name, text]) => [`recipes/sst/${name}`, text]));
  const headSha = await github.commit({
    repo: repository,
    branch: 'sst',
    message: 'Add sst',
    author: 'octocat',
    files: named,
  });
  await github.openPullRequest({ repo: repository, head: 'sst', title: 'Add sst', as: 'octocat' });
  const checked = () =>
    github
      .repository(repository)
      .checkRuns(headSha)
      .find(({ status }) => status === 'completed');
  await waitFor(checked, { deadlineMs: CHECK_LIMIT_MS, describe: 'the check run' });
  const listed = await terminal.run(`pangeo-forge deliveries list --repository ${repository}`);
  const id = /^(\S+) +pull_request\.opened/m.exec(listed)?.[1] ?? '';
  await terminal.run(`pangeo-forge explain ${id}`);
  terminal.write('The check run on GitHub is green, and the recipe waits for a comment `/run`:');
  await terminal.run('pangeo-forge runs list');
  await terminal.run('pangeo-forge queues status');
  await terminal.run('pangeo-forge app hook-url');
}

async function appIdIn(checkout: string): Promise<number> {
  const text = await readFile(path.join(checkout, 'secrets', 'config.pforge-local-me.yaml'), 'utf8');
  return (parse(text) as { github_app: { id: number } }).github_app.id;
}
