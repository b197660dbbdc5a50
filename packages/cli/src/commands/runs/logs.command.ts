import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { RecipeRunDetails } from '../../api/rows.ts';
import type { CliContext } from '../../context/cli-context.ts';
import { defineCommand } from '../../define-command.ts';
import { runIdSchema } from './run-id.schema.ts';

const LOOK_AGAIN_MS = 2_000;

export const runsLogsCommand = defineCommand({
  path: 'runs logs',
  summary: 'The log of a run.',
  details: 'Reading logs needs a key; `--trace` shows what is public, the last errors.',
  arguments: [['<run>', 'its id']],
  options: [
    ['-f, --follow', 'go on until the run has ended'],
    ['--trace', 'the public trace: the last errors'],
    ['--source <source>', 'such as worker or job-message'],
    ['--severity <severity>', 'INFO, WARNING or ERROR, and worse'],
    ['--limit <n>', 'so many lines at most'],
  ],
  input: z.object({
    run: runIdSchema,
    follow: z.boolean().default(false),
    trace: z.boolean().default(false),
    source: z.string().optional(),
    severity: z.string().optional(),
    limit: z.coerce.number().int().positive().optional(),
  }),
  async run(context, { run, follow, trace, ...query }) {
    const path = `/recipe_runs/${run}/logs${trace ? '/trace' : ''}`;
    const read = async () => (await context.api().request(path, { query, authenticated: !trace })).text();
    if (!follow) {
      const log = await read();
      return { data: { run, log }, text: log.trimEnd() };
    }
    const shown = await followLog(context, run, read);
    return { data: { run, log: context.json ? shown : undefined }, text: '' };
  },
});

/** Prints what is new until the run has ended and everything of it was shown. */
async function followLog(context: CliContext, run: number, read: () => Promise<string>): Promise<string> {
  let shown = '';
  for (;;) {
    const ended = (await context.api().json<RecipeRunDetails>(`/recipe_runs/${run}`)).status === 'completed';
    const log = await read();
    const fresh = log.startsWith(shown) ? log.slice(shown.length) : log;
    if (fresh.trim() !== '' && !context.json) context.print(fresh.trimEnd());
    shown = log;
    if (ended) return shown;
    await pause(LOOK_AGAIN_MS, undefined, { signal: context.signal });
  }
}
