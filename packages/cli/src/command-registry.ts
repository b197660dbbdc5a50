import type { Command } from './define-command.ts';

/**
 * Each command by its path, in the order of the help: contributors' commands first. A command's code is loaded when its
 * group is named.
 */
const MODULES = {
  'recipe init': () => import('./commands/recipe/init.command.ts'),
  'recipe lint': () => import('./commands/recipe/lint.command.ts'),
  'recipe test': () => import('./commands/recipe/test.command.ts'),
  'recipe run': () => import('./commands/recipe/run.command.ts'),
  'recipe catalog': () => import('./commands/recipe/catalog.command.ts'),
  'catalog create': () => import('./commands/catalog/create.command.ts'),
  'catalog browse': () => import('./commands/catalog/browse.command.ts'),
  'bakeries list': () => import('./commands/bakeries/list.command.ts'),
  'bakeries show': () => import('./commands/bakeries/show.command.ts'),
  'bakeries pause': () => import('./commands/bakeries/pause.command.ts'),
  'bakeries resume': () => import('./commands/bakeries/resume.command.ts'),
  'bakeries import': () => import('./commands/bakeries/import.command.ts'),
  'runs list': () => import('./commands/runs/list.command.ts'),
  'runs show': () => import('./commands/runs/show.command.ts'),
  'runs logs': () => import('./commands/runs/logs.command.ts'),
  'runs cancel': () => import('./commands/runs/cancel.command.ts'),
  'runs retry': () => import('./commands/runs/retry.command.ts'),
  'datasets import': () => import('./commands/datasets/import.command.ts'),
  'datasets inspect': () => import('./commands/datasets/inspect.command.ts'),
  'datasets list': () => import('./commands/datasets/list.command.ts'),
  'datasets open': () => import('./commands/datasets/open.command.ts'),
  'datasets verify': () => import('./commands/datasets/verify.command.ts'),
  explain: () => import('./commands/explain/explain.command.ts'),
  api: () => import('./commands/api/api.command.ts'),
  'config check': () => import('./commands/config/check.command.ts'),
  'deployment new': () => import('./commands/deployment/new.command.ts'),
  'deployment rm': () => import('./commands/deployment/rm.command.ts'),
  'deployment release': () => import('./commands/deployment/release.command.ts'),
  'app create': () => import('./commands/app/create.command.ts'),
  'app hook-url': () => import('./commands/app/hook-url.command.ts'),
  'app token': () => import('./commands/app/token.command.ts'),
  'app jwt': () => import('./commands/app/jwt.command.ts'),
  'app api': () => import('./commands/app/api.command.ts'),
  'keys list': () => import('./commands/keys/list.command.ts'),
  'keys create': () => import('./commands/keys/create.command.ts'),
  'keys revoke': () => import('./commands/keys/revoke.command.ts'),
  'keys rotate': () => import('./commands/keys/rotate.command.ts'),
  'sessions list': () => import('./commands/sessions/list.command.ts'),
  'sessions end': () => import('./commands/sessions/end.command.ts'),
  'db migrate': () => import('./commands/db/migrate.command.ts'),
  'db adopt': () => import('./commands/db/adopt.command.ts'),
  'db check': () => import('./commands/db/check.command.ts'),
  'db migration new': () => import('./commands/db/migration-new.command.ts'),
  'db end-adopted-runs': () => import('./commands/db/end-adopted-runs.command.ts'),
  'db seed': () => import('./commands/db/seed.command.ts'),
  'deliveries list': () => import('./commands/deliveries/list.command.ts'),
  'deliveries show': () => import('./commands/deliveries/show.command.ts'),
  'deliveries redeliver': () => import('./commands/deliveries/redeliver.command.ts'),
  'deliveries replay': () => import('./commands/deliveries/replay.command.ts'),
  'queues drain': () => import('./commands/queues/drain.command.ts'),
  'queues pause': () => import('./commands/queues/pause.command.ts'),
  'queues resume': () => import('./commands/queues/resume.command.ts'),
  'queues status': () => import('./commands/queues/status.command.ts'),
  'stac rebuild': () => import('./commands/stac/rebuild.command.ts'),
  dev: () => import('./commands/dev/dev.command.ts'),
  'create-feedstock': () => import('./commands/create-feedstock/create-feedstock.command.ts'),
  doctor: () => import('./commands/doctor/doctor.command.ts'),
  completion: () => import('./commands/completion/completion.command.ts'),
} satisfies Record<string, () => Promise<Record<string, Command>>>;

export const COMMAND_PATHS: readonly string[] = Object.keys(MODULES);

export async function loadCommands(paths: readonly string[] = COMMAND_PATHS): Promise<Command[]> {
  const modules: Record<string, () => Promise<Record<string, Command>>> = MODULES;
  return Promise.all(paths.map(async (path) => Object.values((await modules[path]?.()) ?? {})[0] as Command));
}

/**
 * Paths of the commands that a command line may be about: the one that it names, else those of its group, else those
 * without a group.
 */
export function commandsNamed(argv: readonly string[]): string[] {
  const firstOption = argv.findIndex((word) => word.startsWith('-'));
  const given = firstOption < 0 ? argv : argv.slice(0, firstOption);
  const words = given[0] === 'help' ? given.slice(1) : given;
  const named = COMMAND_PATHS.filter((path) => path === words.slice(0, path.split(' ').length).join(' '));
  if (named.length > 0) return named;
  const ofGroup = COMMAND_PATHS.filter((path) => path.startsWith(`${words[0]} `));
  return ofGroup.length > 0 ? ofGroup : COMMAND_PATHS.filter((path) => !path.includes(' '));
}

/** What each group of commands is about, in the order of the help. */
export const GROUPS: Readonly<Record<string, string>> = {
  recipe: 'write, check and test a recipe on this machine',
  catalog: 'static STAC catalogues of datasets',
  bakeries: 'where recipes run',
  runs: 'runs of recipes',
  datasets: 'what recipes produced',
  config: 'the configuration files',
  deployment: 'a deployment of your own',
  app: 'the GitHub App: create one, call GitHub as it',
  keys: 'keys of the REST API',
  sessions: 'who is signed in on the pages',
  db: 'the database',
  'db migration': 'new migrations',
  deliveries: 'webhook deliveries from GitHub',
  queues: 'the work that is due',
  stac: 'the STAC catalogue that the API serves',
};
