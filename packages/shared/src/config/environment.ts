import { userInfo } from 'node:os';
import { z } from 'zod';
import { AppError } from '../errors/app-error.ts';

const url = z.string().refine((text) => URL.canParse(text), 'must be a URL');
const count = z.coerce.number().int().positive();

/** Every variable the system reads, as the contract names them. Tools' own variables (AWS_*, SOPS_*, OTEL_*) pass through untouched. */
const environmentSchema = z.object({
  /** HTTP port; 0 takes a free one. */
  PORT: z.coerce.number().int().min(0).max(65_535).default(8000),
  /** Postgres, as Heroku gives it. Unset: an embedded server whose data lies in `.local/`. */
  DATABASE_URL: z
    .string()
    .refine((text) => !text.startsWith('sqlite'), {
      message: 'SQLite is not supported any more: unset DATABASE_URL, and an embedded Postgres is started for you',
    })
    .refine(
      (text) => text.startsWith('sqlite') || /^postgres(ql)?:\/\//.test(text),
      'must start with postgres:// or postgresql://',
    )
    .optional(),
  /** Redis, as Heroku gives it. Unset: an embedded server. */
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\//, 'must start with redis:// or rediss://')
    .optional(),
  /** Deployment name: `pangeo-forge`, `pangeo-forge-staging`, `pforge-pr-{n}` or `pforge-local-{user}`. */
  PANGEO_FORGE_DEPLOYMENT: z
    .string()
    .min(1)
    .default(() => `pforge-local-${userInfo().username}`),
  /** Set by Heroku on review apps: names the app and with it the public host. */
  HEROKU_APP_NAME: z.string().min(1).optional(),
  /** Folder that holds `bakeries/` and `secrets/`. */
  PANGEO_FORGE_CONFIG_DIR: z.string().min(1).optional(),
  /** GitHub, as in GitHub Actions. */
  GITHUB_API_URL: url.default('https://api.github.com'),
  GITHUB_SERVER_URL: url.default('https://github.com'),
  /** Where this deployment is reached, when the App's hook config does not tell. */
  PANGEO_FORGE_PUBLIC_URL: url.optional(),
  /** Where run pages are linked to. */
  PANGEO_FORGE_FRONTEND_URL: url.optional(),
  /** The `pangeo-forge-runner` executable; unset: the managed environment's. */
  PANGEO_FORGE_RUNNER: z.string().min(1).optional(),
  PANGEO_FORGE_SANDBOX: z.enum(['auto', 'process', 'bubblewrap', 'docker']).default('auto'),
  /** Least permission on the repository for commands that run things. */
  PANGEO_FORGE_RUN_PERMISSION: z.enum(['write', 'maintain', 'admin', 'anyone']).default('write'),
  /** Postgres connections of one process. */
  DATABASE_POOL_SIZE: count.default(4),
  /** Works in hand at once in one orchestrating process. */
  WORKER_CONCURRENCY: count.default(8),
  /** Runner invocations at once in one process of role run. */
  RUNNER_SLOTS: count.default(1),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
});

export type Environment = z.infer<typeof environmentSchema>;

/** @throws AppError `invalid_config` that lists every bad variable by name. An empty variable counts as unset. */
export function readEnvironment(variables: Record<string, string | undefined>): Environment {
  const present = Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = environmentSchema.safeParse(present);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new AppError('invalid_config', `The environment needs mending:\n${problems.join('\n')}`);
}
