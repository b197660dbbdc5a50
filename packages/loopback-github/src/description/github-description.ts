import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { TrimmedDescription, TrimmedOperation } from './trim-description.ts';

/** Compares requests, answers and webhooks with GitHub's published description. */
export interface GitHubDescription {
  /** Problems of an answer's body; empty when it is as described. `path` is a real one, below the API's root. */
  checkResponse(method: string, path: string, status: number, body: unknown): string[];
  /** Problems of a request: unknown call, query parameter or body field, or an invalid body. */
  checkRequest(method: string, path: string, query: string, body: unknown): string[];
  /** Problems of a webhook's payload, by the event's name in `X-GitHub-Event`. */
  checkWebhook(event: string, payload: { action?: string }): string[];
  /** `METHOD /path/{parameter}` of all calls that are described. */
  operations(): string[];
  /** The described call of a real method and path. */
  operationOf(method: string, path: string): string | undefined;
  /** `event.action` (or `event`) of all webhooks that are described. */
  events(): string[];
}

type Document = TrimmedDescription & { source: string };

/**
 * Loads the parts of GitHub's description that this repository uses. Field formats that
 * JSON Schema does not know (`repo.nwo`, `timestamp`) are not checked.
 */
export function loadGitHubDescription(): GitHubDescription {
  const api = read('api-description.json');
  const webhooks = read('webhooks-description.json');
  const ajv = new Ajv2020({
    strict: false,
    allErrors: true,
    validateFormats: true,
    logger: false,
    discriminator: false,
  });
  addFormats.default(ajv);
  // The addresses of bots have brackets, `1+slug[bot]@users.noreply.github.com`, which RFC 5322 would have quoted.
  ajv.addFormat('email', /^[^@\s]+@[^@\s]+$/);
  ajv.addSchema(api, 'api').addSchema(webhooks, 'webhooks');
  const matchers = Object.keys(api.operations).map((key) => ({ key, pattern: patternOf(key) }));

  const problems = (pointer: string, value: unknown): string[] => {
    const validate = ajv.getSchema(pointer) ?? ajv.compile({ $ref: pointer });
    if (validate(value)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `${instancePath || '/'} ${message} ${JSON.stringify(params)}`,
    );
  };
  const find = (method: string, path: string): { key: string; operation: TrimmedOperation } | undefined => {
    const call = `${method} ${path}`;
    const [best] = matchers
      .filter(({ pattern }) => pattern.test(call))
      .sort((one, other) => holes(one.key) - holes(other.key) || other.key.length - one.key.length);
    return best && { key: best.key, operation: api.operations[best.key] as TrimmedOperation };
  };

  return {
    operations: () => Object.keys(api.operations),
    events: () => Object.keys(webhooks.operations).map(eventName),
    operationOf: (method, path) => find(method, path)?.key,
    checkResponse(method, path, status, body) {
      const found = find(method, path);
      if (!found) return [`${method} ${path} is not described`];
      const { key, operation } = found;
      if (!(String(status) in operation.responses)) return [`${key} does not answer ${status}`];
      if (operation.responses[status] === null) return [];
      return problems(`api#/operations/${escape(key)}/responses/${status}`, body).map(
        (one) => `${key} ${status}: ${one}`,
      );
    },
    checkRequest(method, path, query, body) {
      const found = find(method, path);
      if (!found) return [`${method} ${path} is not described`];
      const { key, operation } = found;
      const known = operation.parameters.filter((one) => one.in === 'query').map(({ name }) => name);
      const unknown = [...new URLSearchParams(query).keys()].filter((name) => !known.includes(name));
      return [
        ...unknown.map((name) => `${key}: there is no query parameter ${name}`),
        ...(operation.request === null
          ? []
          : problems(`api#/operations/${escape(key)}/request`, body).map((one) => `${key}: ${one}`)),
        ...unknownFields(operation.request, body).map((name) => `${key}: there is no field ${name}`),
      ];
    },
    checkWebhook(event, payload) {
      const name = [event, payload.action]
        .filter((part) => part !== undefined)
        .join('-')
        .replaceAll('_', '-');
      if (!(name in webhooks.operations)) return [`the event ${name} is not described`];
      return problems(`webhooks#/operations/${escape(name)}/request`, payload).map((one) => `${name}: ${one}`);
    },
  };
}

/** `check-run-requested-action` is `check_run.requested_action`. */
function eventName(operation: string): string {
  const events = [
    'installation-repositories',
    'deployment-status',
    'issue-comment',
    'check-suite',
    'check-run',
    'pull-request',
  ];
  const event = events.find((one) => operation.startsWith(`${one}-`)) ?? operation.split('-')[0] ?? '';
  const action = operation.slice(event.length + 1);
  return [event, action].filter(Boolean).join('.').replaceAll('-', '_');
}

const read = (file: string): Document => JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8')) as Document;
const holes = (key: string): number => key.split('{').length;
const escape = (key: string): string => encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'));

/** Parameters that name files and refs may hold slashes. */
function patternOf(key: string): RegExp {
  const source = key
    .replace(/[.*+?^$()|[\]\\]/g, '\\$&')
    .replace(/\{(\w+)\}/g, (_, name: string) => (/^(path|ref|branch|basehead|name)$/.test(name) ? '.+' : '[^/]+'));
  return new RegExp(`^${source}$`);
}

/** GitHub ignores unknown fields; a client that sends one has misspelt it. */
function unknownFields(schema: unknown, body: unknown): string[] {
  const { properties } = (schema ?? {}) as { properties?: Record<string, unknown> };
  if (!properties || typeof body !== 'object' || body === null) return [];
  return Object.keys(body).filter((name) => !(name in properties));
}
