import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { paths } from '@pangeo-forge/api-client/api-description';
import { WITH_KEY } from '@pangeo-forge/api-client/create-api-client';
import { SEVERITIES } from '@pangeo-forge/shared/logs/severity';
import { z } from 'zod';
import { defineCommand } from '../../define-command.ts';
import { runIdSchema } from '../../api/runs.ts';

type LogQuery = NonNullable<paths['/recipe_runs/{id}/logs']['get']['parameters']['query']>;

const PUBLIC_SOURCE = 'runner';

export const runsLogsCommand = defineCommand({
  path: 'runs logs',
  summary: 'The log of a run.',
  details: `What the runner printed is for everybody to read. The logs of the bakery’s job need a key in PANGEO_FORGE_API_KEY; where there is one, they are
shown unless --source names another one. \`--trace\` shows why the run failed.`,
  arguments: [['<run>', 'its id']],
  options: [
    ['-f, --follow', 'what the runner prints, until the run has ended'],
    ['--trace', 'only why it failed'],
    ['--source <source>', 'runner, or one of the bakery’s such as worker or job-message'],
    ['--severity <severity>', 'such as WARNING: this, and what is worse'],
    ['--limit <n>', 'only the last n lines'],
  ],
  input: z.object({
    run: runIdSchema,
    follow: z.boolean().default(false),
    trace: z.boolean().default(false),
    source: z.string().optional(),
    severity: z
      .string()
      .transform((text) => text.toUpperCase())
      .pipe(z.enum(SEVERITIES))
      .optional(),
    limit: z.coerce.number().int().positive().optional(),
  }),
  async run(context, { run: id, follow, trace, severity, limit, source: named }) {
    const hasKey = Boolean(context.variables['PANGEO_FORGE_API_KEY']);
    const anySource = trace || (hasKey && !follow);
    // the API knows its sources, and names them to who is mistaken
    const source = (named ?? (anySource ? undefined : PUBLIC_SOURCE)) as LogQuery['source'];
    const headers = source === PUBLIC_SOURCE || (trace && source === undefined) ? {} : WITH_KEY;
    const query = {
      ...(source === undefined ? {} : { source }),
      ...(severity === undefined ? {} : { severity }),
      ...(limit === undefined ? {} : { limit }),
    };
    const path = { id };
    const { data } = trace
      ? await context.api().GET('/recipe_runs/{id}/logs/trace', { params: { path, query }, headers, parseAs: 'stream' })
      : await context.api().GET('/recipe_runs/{id}/logs', {
          params: { path, query: { ...query, follow, format: 'text' } },
          headers,
          parseAs: 'stream',
        });
    const lines: string[] = [];
    for await (const line of linesOf(data as ReadableStream | null | undefined)) {
      if (context.json) lines.push(line);
      else context.print(line);
    }
    return { data: { run: id, lines }, text: '' };
  },
});

async function* linesOf(body: ReadableStream | null | undefined): AsyncGenerator<string> {
  if (body) yield* createInterface({ input: Readable.fromWeb(body) });
}
