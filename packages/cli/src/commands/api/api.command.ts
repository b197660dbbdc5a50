import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { z } from 'zod';
import { defineCommand } from '../../define-command.ts';

const METHODS = ['GET', 'POST', 'PATCH', 'DELETE', 'PUT'] as const;

export const apiCommand = defineCommand({
  path: 'api',
  summary: 'Call the REST API with the key of the configuration.',
  details: `Examples:
  pangeo-forge api GET /recipe_runs/?limit=5
  pangeo-forge api POST /feedstocks/ --data '{"spec": "pangeo-forge/staged-recipes"}'`,
  replaces: 'the "manual edits" in Python (requests with X-API-Key)',
  arguments: [
    ['<method>', 'GET, POST, PATCH or DELETE'],
    ['<path>', 'such as /feedstocks/'],
  ],
  options: [['--data <json>', 'the body, or @FILE to read it from a file']],
  input: z.object({
    method: z
      .string()
      .transform((text) => text.toUpperCase())
      .pipe(z.enum(METHODS)),
    path: z.string(),
    data: z.string().optional(),
  }),
  async run(context, { method, path: place, data }) {
    const body = data === undefined ? undefined : await readBody(context.cwd, data);
    const authenticated = method !== 'GET' || context.variables['PANGEO_FORGE_API_KEY'] !== undefined;
    const request = { method, authenticated, ...(body === undefined ? {} : { body }) };
    const response = await context.api().request(place, request);
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    const answer: unknown = isJson ? JSON.parse(text) : text;
    return { data: answer, text: isJson ? JSON.stringify(answer, null, 2) : text.trimEnd() };
  },
});

async function readBody(cwd: string, data: string): Promise<string> {
  const text = data.startsWith('@') ? await readFile(path.resolve(cwd, data.slice(1)), 'utf8') : data;
  try {
    JSON.parse(text);
    return text;
  } catch (error) {
    throw new AppError('invalid_input', `--data is not JSON: ${(error as Error).message}`);
  }
}
