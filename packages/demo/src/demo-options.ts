import { parseArgs } from 'node:util';

export interface DemoOptions {
  /** Leaves everything running until Ctrl-C. */
  keep: boolean;
  /** Continues with an update of the feedstock. */
  update: boolean;
  /** Kills the process that runs recipes in the middle of the first bake. */
  interrupt: boolean;
  help: boolean;
  /** The user's own feedstock or staged recipe. */
  own: { repo: string; ref: string | null; subdir: string | null } | null;
}

export const DEMO_HELP = `Usage: pnpm demo [options]

Runs one contribution from pull request to dataset: a GitHub on loopback with real git
repositories, embedded Postgres and Redis, and the real pangeo-forge-runner.

  --keep           leave everything running until Ctrl-C
  --update         go on with the feedstock's own cycle: fix pull request, /run, merge, new production run
  --interrupt      kill the process that runs recipes in the middle of the first bake, and watch it recover
  --repo PATH|URL  bake your own feedstock or staged recipe instead of the sample
  --ref REF        branch, tag or commit of --repo (its default branch)
  --subdir DIR     folder of the recipe in --repo (feedstock/, or the only folder under recipes/)
  --help           this text
`;

/** @throws TypeError with the unknown option. */
export function parseDemoOptions(args: readonly string[]): DemoOptions {
  const { values } = parseArgs({
    args: args.filter((arg) => arg !== '--'),
    options: {
      keep: { type: 'boolean', default: false },
      update: { type: 'boolean', default: false },
      interrupt: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      repo: { type: 'string' },
      ref: { type: 'string' },
      subdir: { type: 'string' },
    },
  });
  if (!values.repo && (values.ref || values.subdir)) throw new TypeError('--ref and --subdir need --repo');
  return {
    keep: values.keep,
    update: values.update,
    interrupt: values.interrupt,
    help: values.help,
    own: values.repo ? { repo: values.repo, ref: values.ref ?? null, subdir: values.subdir ?? null } : null,
  };
}
