import { userInfo } from 'node:os';
import { z } from 'zod';
import { AppError } from '../errors/app-error.ts';

const url = z.string().refine((text) => URL.canParse(text), 'must be a URL');
const count = z.coerce.number().int().positive();

/**
 * Every variable the system reads, as the contract names them. Variables of tools (AWS_*, SOPS_*, OTEL_*) pass through
 * unchanged.
 */
const environmentSchema = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(8000).meta({ description: 'HTTP port; 0 takes a free one' }),
  DYNO: z.string().min(1).optional().meta({ description: 'Set by Heroku on every dyno' }),
  PANGEO_FORGE_PROXIES: z.coerce.number().int().min(0).max(10).optional().meta({
    description:
      'Number of proxies in front of the HTTP port that set `X-Forwarded-For`. Unset: 0, and 1 on Heroku (where `DYNO` is set)',
  }),
  DATABASE_URL: z
    .string()
    .refine((text) => !text.startsWith('sqlite'), {
      message: 'SQLite is not supported any more: unset DATABASE_URL, and an embedded Postgres is started for you',
    })
    .refine(
      (text) => text.startsWith('sqlite') || /^postgres(ql)?:\/\//.test(text),
      'must start with postgres:// or postgresql://',
    )
    .optional()
    .meta({ description: 'Postgres, as Heroku sets it. Unset: an embedded server with its data in `.local/`' }),
  RUNNER_DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\/[^:@/]+:[^@/]+@/, 'must be a Postgres URL with a user and a password')
    .optional()
    .meta({
      description:
        'For `pnpm migrate` only: the `DATABASE_URL` of role `run`. Its user is made, and may do only what that role does',
    }),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\//, 'must start with redis:// or rediss://')
    .optional()
    .meta({
      description:
        'Redis, as Heroku sets it; `rediss://` verifies the certificate, with `?ca=FILE` by that authority, with `?tls=insecure` not at all (the default on Heroku, whose chain is self-signed). With `?sentinel=NAME` the host is a sentinel, which names the primary; `&sentinels=HOST:PORT,…` adds others, `&sentinel_password=…` is theirs. Unset: an embedded server',
    }),
  PANGEO_FORGE_DEPLOYMENT: z
    .string()
    .min(1)
    .default(() => `pforge-local-${userInfo().username}`)
    .meta({
      description:
        'Deployment name: `pangeo-forge`, `pangeo-forge-staging`, `pforge-pr-{n}` or `pforge-local-{user}`, which is the default',
    }),
  HEROKU_APP_NAME: z
    .string()
    .min(1)
    .optional()
    .meta({ description: 'Set by Heroku on review apps: names the app and with it the public host' }),
  HEROKU_APP_DEFAULT_DOMAIN_NAME: z.string().min(1).optional().meta({
    description: 'Set by Heroku with `runtime-dyno-metadata`: the host of a review app whose URL has a random part',
  }),
  PANGEO_FORGE_CONFIG_DIR: z
    .string()
    .min(1)
    .optional()
    .meta({ description: 'Folder that holds `bakeries/` and `secrets/`. Unset: the repository’s root' }),
  GITHUB_API_URL: url
    .default('https://api.github.com')
    .meta({ description: 'The API of GitHub, as in GitHub Actions' }),
  GITHUB_SERVER_URL: url
    .default('https://github.com')
    .meta({ description: 'GitHub’s web address, also for git, as in GitHub Actions' }),
  PANGEO_FORGE_PUBLIC_URL: url
    .optional()
    .meta({ description: 'Public URL of this deployment, when the App’s hook config does not have it' }),
  PANGEO_FORGE_FRONTEND_URL: url
    .optional()
    .meta({ description: 'Where run pages are linked to. Unset: this deployment' }),
  PANGEO_FORGE_DEPLOYMENT_HOSTS: z
    .string()
    .default('api.pangeo-forge.org,api-staging.pangeo-forge.org')
    .transform((text) => text.split(',').flatMap((host) => host.trim() || []))
    .meta({ description: 'Hosts of deployments to which run pages may send their readers, separated by commas' }),
  PANGEO_FORGE_RUNNER: z
    .string()
    .min(1)
    .optional()
    .meta({ description: 'The `pangeo-forge-runner` executable. Unset: the managed environment’s' }),
  PANGEO_FORGE_SANDBOX: z
    .enum(['auto', 'process', 'bubblewrap', 'docker'])
    .default('auto')
    .meta({ description: 'What recipe code runs in. `auto`: the strongest that works here' }),
  PANGEO_FORGE_BAKE_NETWORK: z.enum(['auto', 'none', 'public', 'host']).default('auto').meta({
    description:
      'What a bake may reach. `public`: the internet only. `host`: what this machine can. `auto`: `public` where it works, and `host` in local deployments',
  }),
  PANGEO_FORGE_BAKE_MEMORY_MB: count.optional().meta({
    description:
      'Memory that one bake may use. Unset: 80 % of what the machine or the container has, divided by `RUNNER_SLOTS`',
  }),
  DOCKER_HOST: z
    .string()
    .min(1)
    .optional()
    .meta({ description: 'Socket of the engine for the sandbox `docker`. Unset: `unix:///var/run/docker.sock`' }),
  PANGEO_FORGE_DOCKER_IMAGE: z.string().min(1).default('pangeo-forge/runner').meta({
    description: 'Image whose runner the sandbox `docker` uses; `{line}` in it is replaced by `0.10` or `0.9`',
  }),
  PANGEO_FORGE_DOCKER_NETWORK: z
    .string()
    .min(1)
    .default('pangeo-forge-bakes')
    .meta({ description: 'Network of bakes in the sandbox `docker`; made when it is not there' }),
  PANGEO_FORGE_DOCKER_CPUS: z.coerce
    .number()
    .positive()
    .optional()
    .meta({ description: 'Processors that one container may use' }),
  PANGEO_FORGE_RUN_PERMISSION: z
    .enum(['write', 'maintain', 'admin', 'anyone'])
    .default('write')
    .meta({ description: 'Least permission on the repository for commands that run things' }),
  DATABASE_POOL_SIZE: count.default(4).meta({ description: 'Postgres connections of one process' }),
  WORKER_CONCURRENCY: count.default(8).meta({ description: 'Slots for work in one process of role `orchestrate`' }),
  RUNNER_SLOTS: count.default(1).meta({ description: 'Slots for runner invocations in one process of role `run`' }),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .meta({ description: 'Least severity that is logged' }),
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
  throw new AppError('invalid_config', `The environment has errors:\n${problems.join('\n')}`);
}

/** The variables as a JSON Schema, for the documentation. */
export function describeEnvironment(): z.core.JSONSchema.JSONSchema {
  return z.toJSONSchema(environmentSchema, { io: 'input', unrepresentable: 'any' });
}
