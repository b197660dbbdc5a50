import { isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DeclaredStore, ScriptRecipe } from '@pangeo-forge/shared/meta/script-recipe';
import { z } from 'zod';
import type { RunnerRequest } from '../runner/recipe-runner.ts';

/** Where a program may write, and with what. */
export interface ScriptTarget {
  /** `PANGEO_FORGE_TARGET`: a folder of this machine, or a URL. */
  address: string;
  isLocal: boolean;
  /** Environment variables of the clients of the storage; none of them is a secret. */
  variables: Record<string, string>;
  /** Environment variable → content of the file that it names. */
  secretFiles: Record<string, string>;
}

export type Refusal = { refused: string };

const storageSchema = z.looseObject({
  fsspec_class: z.string(),
  root_path: z.string(),
  fsspec_args: z
    .looseObject({
      key: z.string().optional(),
      secret: z.string().optional(),
      token: z.unknown().optional(),
      endpoint_url: z.string().optional(),
      client_kwargs: z
        .looseObject({ endpoint_url: z.string().optional(), region_name: z.string().optional() })
        .optional(),
    })
    .optional(),
});

/**
 * The target of a run: the bakery's target storage. A program gets the credentials of that storage and no others. A
 * test runs on local storage only: elsewhere nothing would keep it from writing outside of its own target.
 */
export function targetOf({ config, prune, jobName }: RunnerRequest): ScriptTarget | Refusal {
  const storage = storageSchema.safeParse((config as { TargetStorage?: unknown } | undefined)?.TargetStorage).data;
  if (!storage) return { refused: 'the bakery names no target storage for a program' };
  const root = storage.root_path.replaceAll('{job_name}', () => jobName ?? 'job');
  const { fsspec_class: kind, fsspec_args: args = {} } = storage;
  if (kind.endsWith('.LocalFileSystem')) return { address: root, isLocal: true, variables: {}, secretFiles: {} };
  if (prune)
    return {
      refused:
        'the storage of this bakery cannot give credentials that write below the target of a test only, so a program is not tested on it; `pangeo-forge recipe test` tests it on your machine',
    };
  if (kind.endsWith('.S3FileSystem')) return s3Target(root, args);
  if (kind.endsWith('.GCSFileSystem')) return googleTarget(root, args);
  return { refused: `the storage ${kind} of this bakery is not one that a program can write to` };
}

type StorageArguments = NonNullable<z.infer<typeof storageSchema>['fsspec_args']>;

function s3Target(root: string, { key, secret, endpoint_url, client_kwargs: client }: StorageArguments): ScriptTarget {
  const endpoint = endpoint_url ?? client?.endpoint_url;
  const file = `[default]\naws_access_key_id = ${key ?? ''}\naws_secret_access_key = ${secret ?? ''}\n`;
  return {
    address: `s3://${root.replace(/^s3:\/\//, '')}`,
    isLocal: false,
    variables: {
      ...(endpoint ? { AWS_ENDPOINT_URL: endpoint } : {}),
      ...(client?.region_name ? { AWS_DEFAULT_REGION: client.region_name } : {}),
    },
    secretFiles: key && secret ? { AWS_SHARED_CREDENTIALS_FILE: file } : {},
  };
}

function googleTarget(root: string, { token }: StorageArguments): ScriptTarget {
  const isKey = typeof token === 'object' && token !== null;
  return {
    address: `gs://${root.replace(/^gs:\/\//, '')}`,
    isLocal: false,
    variables: {},
    secretFiles: isKey ? { GOOGLE_APPLICATION_CREDENTIALS: JSON.stringify(token) } : {},
  };
}

export interface ExpectedStore {
  id: string;
  /** Where it may be, the likeliest first. */
  addresses: string[];
}

export interface ExpectedStores {
  stores: ExpectedStore[];
  /** Folders of this machine, beside the target, that the program writes to. */
  folders: string[];
}

/**
 * Where a run leaves the stores that a recipe declares: below the target under the name of the declared address, or at
 * that address itself, which a full run may write to where it is below an allowed prefix.
 * @param readsTarget whether the program reads `PANGEO_FORGE_TARGET`
 */
export function expectedStores(
  { stores }: ScriptRecipe,
  target: ScriptTarget,
  { isTest, readsTarget, allowed }: { isTest: boolean; readsTarget: boolean; allowed: readonly string[] },
): ExpectedStores | Refusal {
  const folders: string[] = [];
  const expected: ExpectedStore[] = [];
  for (const store of stores) {
    const addresses = [below(target.address, nameOf(store)), ...(stores.length === 1 ? [target.address] : [])];
    const declared = isTest ? null : allowedAddress(store.url, [target.address, ...allowed]);
    if (!isTest && declared === null && !readsTarget)
      return {
        refused: `the store ${store.id} is declared at ${store.url}, where this bakery may not write${
          allowed.length > 0 ? ` (it may below ${allowed.join(', ')})` : ''
        }; let the program write below the address in the variable PANGEO_FORGE_TARGET`,
      };
    if (declared !== null && isAbsolute(declared)) folders.push(resolve(declared, '..'));
    expected.push({ id: store.id, addresses: [...(declared === null ? [] : [declared]), ...addresses] });
  }
  return { stores: expected, folders };
}

function nameOf({ id, url }: DeclaredStore): string {
  return url.replace(/\/+$/, '').split('/').at(-1) || id;
}

function below(address: string, name: string): string {
  return isAbsolute(address) ? join(address, name) : `${address.replace(/\/+$/, '')}/${name}`;
}

/** The address in one form when it is below a prefix; null otherwise. */
function allowedAddress(url: string, prefixes: readonly string[]): string | null {
  const address = plain(url);
  if (address === null) return null;
  const isBelow = (prefix: string) => address.startsWith(`${prefix.replace(/\/+$/, '')}/`);
  return prefixes.some((prefix) => isBelow(plain(prefix) ?? prefix)) ? address : null;
}

/** Without `file://` and without steps upwards. */
function plain(url: string): string | null {
  if (url.split('/').includes('..')) return null;
  if (isAbsolute(url)) return resolve(url);
  if (!URL.canParse(url)) return null;
  return url.startsWith('file:///') ? resolve(fileURLToPath(url)) : url;
}
