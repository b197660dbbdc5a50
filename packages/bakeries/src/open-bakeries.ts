import { type BakeryConfig, loadBakeries } from '@pangeo-forge/shared/config/load-bakeries';
import type { Decrypt } from '@pangeo-forge/shared/config/sops';
import type { Bakery } from './bakery.ts';
import type { BakeryCredentials, BakeryKind } from './bakery-kind.ts';
import { BAKERY_KINDS, bakeryKindOf } from './bakery-kinds.ts';

/** The adapter of a configured bakery. Nothing is connected, and no client library loaded, before the first request. */
export function createBakery(
  config: BakeryConfig,
  credentials: BakeryCredentials | null = null,
  kinds: readonly BakeryKind[] = BAKERY_KINDS,
): Bakery {
  const kind = bakeryKindOf(config.file, kinds);
  return {
    ...kind.createClient(config, credentials),
    id: config.id,
    kind: kind.name,
    runnerExit: kind.runnerExit,
    secretFiles: kind.secretFiles?.(config.file, credentials) ?? {},
  };
}

/** Credentials by the name of the kind that shares them. */
export type CredentialsByKind = ReadonlyMap<string, BakeryCredentials>;

export function createBakeries(
  configs: ReadonlyMap<string, BakeryConfig>,
  credentials: CredentialsByKind = new Map(),
  kinds: readonly BakeryKind[] = BAKERY_KINDS,
): ReadonlyMap<string, Bakery> {
  const credentialsOf = ({ file }: BakeryConfig) => credentials.get(bakeryKindOf(file, kinds).name) ?? null;
  return new Map([...configs].map(([id, config]) => [id, createBakery(config, credentialsOf(config), kinds)]));
}

/**
 * The credentials of the kinds that these bakeries are of; those of other kinds are not even decrypted.
 * @throws AppError `invalid_config` when a file is encrypted without a key here, or wrong.
 */
export async function loadBakeryCredentials(
  configs: ReadonlyMap<string, BakeryConfig>,
  configDir: string,
  decrypt?: Decrypt,
  kinds: readonly BakeryKind[] = BAKERY_KINDS,
): Promise<CredentialsByKind> {
  const loaded = new Map<string, BakeryCredentials>();
  for (const kind of new Set([...configs.values()].map(({ file }) => bakeryKindOf(file, kinds)))) {
    const credentials = await kind.loadCredentials?.(configDir, decrypt);
    if (credentials) loaded.set(kind.name, credentials);
  }
  return loaded;
}

export interface OpenBakeriesOptions {
  configDir: string;
  deployment: string;
  decrypt?: Decrypt;
}

export interface OpenBakeries {
  configs: ReadonlyMap<string, BakeryConfig>;
  adapters: ReadonlyMap<string, Bakery>;
  /** For redaction. */
  secretValues: string[];
}

/**
 * The deployment's bakeries with what they need to be asked: their secret arguments, and the credentials of their
 * kinds.
 */
export async function openBakeries({ configDir, deployment, decrypt }: OpenBakeriesOptions): Promise<OpenBakeries> {
  const decryption = decrypt ? { decrypt } : {};
  const configs = await loadBakeries({ configDir, deployment, withSecretArguments: true, ...decryption });
  const credentials = await loadBakeryCredentials(configs, configDir, decrypt);
  return {
    configs,
    adapters: createBakeries(configs, credentials),
    secretValues: [...configs.values(), ...credentials.values()].flatMap(({ secretValues }) => secretValues),
  };
}
