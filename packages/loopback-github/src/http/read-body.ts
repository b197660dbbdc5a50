import type { IncomingMessage } from 'node:http';
import { ApiError } from './api-error.ts';
import type { Body } from './body.ts';

/** A JSON object body (`{}` when there is none), or the error that a request with such a body gets. */
export async function readBody(request: IncomingMessage): Promise<{ value: Body; error?: ApiError }> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  if (chunks.length === 0) return { value: {} };
  try {
    const value: unknown = JSON.parse(Buffer.concat(chunks).toString());
    // Some calls (labels) also take a bare list.
    if (Array.isArray(value)) return { value: { list: value } };
    if (typeof value === 'object' && value !== null) return { value: value as Body };
    return { value: {}, error: new ApiError(400, 'Body should be a JSON object') };
  } catch {
    return { value: {}, error: new ApiError(400, 'Problems parsing JSON') };
  }
}
