import type { IncomingMessage } from 'node:http';
import { ApiError, invalidRequest } from './api-error.ts';

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

/** Readers of JSON bodies, which throw GitHub's errors. */
export type Body = Record<string, unknown>;

export function requiredText(body: Body, field: string): string {
  const value = optionalText(body, field);
  if (value === undefined) throw invalidRequest(`"${field}" wasn't supplied.`);
  return value;
}

/** Undefined when absent or null. */
export function optionalText(body: Body, field: string): string | undefined {
  const value = body[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') {
    throw invalidRequest(`For 'properties/${field}', ${JSON.stringify(value)} is not a string.`);
  }
  return value;
}

export function optionalFlag(body: Body, field: string): boolean | undefined {
  const value = body[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'boolean') {
    throw invalidRequest(`For 'properties/${field}', ${JSON.stringify(value)} is not a boolean.`);
  }
  return value;
}

export function optionalList(body: Body, field: string): unknown[] | undefined {
  const value = body[field];
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) {
    throw invalidRequest(`For 'properties/${field}', ${JSON.stringify(value)} is not an array.`);
  }
  return value;
}

export function objects(list: unknown[]): Body[] {
  return list.map((item) => {
    if (typeof item !== 'object' || item === null) throw invalidRequest(`${JSON.stringify(item)} is not an object.`);
    return item as Body;
  });
}

export function optionalObject(body: Body, field: string): Body | undefined {
  const value = body[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw invalidRequest(`For 'properties/${field}', ${JSON.stringify(value)} is not an object.`);
  }
  return value as Body;
}

export function oneOf<T extends string>(value: string, allowed: readonly T[], field: string): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined)
    throw invalidRequest(`For 'properties/${field}', "${value}" is not a member of ${JSON.stringify(allowed)}.`);
  return found;
}

export function requiredInteger(body: Body, field: string): number {
  const value = body[field];
  if (value === undefined || value === null) throw invalidRequest(`"${field}" wasn't supplied.`);
  if (!Number.isInteger(value))
    throw invalidRequest(`For 'properties/${field}', ${JSON.stringify(value)} is not an integer.`);
  return value as number;
}
