import { z } from 'zod';

/**
 * Section `PangeoForge` of a bakery’s file: rules of the reaper, limits and addresses. The default times are estimates
 * that each operator can change.
 */
export const pangeoForgeSchema = z.strictObject({
  description: z.string().optional(),
  region: z.string().optional(),
  runner_line: z
    .enum(['0.10', '0.9'], { error: 'must be "0.10" or "0.9", in quotes' })
    .optional()
    .describe(
      'Line of pangeo-forge-runner that is used unless a feedstock’s requirements.txt asks for another; the newest when not given. In quotes.',
    ),
  default: z
    .boolean()
    .optional()
    .describe('Recipes whose meta.yaml names no bakery run here. At most one bakery of a deployment.'),
  script_targets: z
    .array(z.string().min(1))
    .optional()
    .describe(
      'Prefixes of addresses, beside the target storage, that full runs of recipes without Beam may write to, such as `gs://bucket/published`.',
    ),
  dask_scheduler: z
    .string()
    .regex(/^(?:tcp|tls|wss?):\/\/\S+$/, 'must be an address such as tcp://scheduler:8786')
    .optional()
    .describe(
      'Address of the Dask scheduler on which recipes without Beam run; their own machine unless given. Its workers need the packages and the storage.',
    ),
  max_concurrent_runs: z
    .number()
    .int()
    .positive()
    .default(10)
    .describe(
      'Runs of this bakery that may be in progress at the same time; the others wait, fairly between feedstocks.',
    ),
  paused: z
    .string()
    .min(1)
    .optional()
    .describe('Why no new run starts here for now (maintenance); runs in progress continue.'),
  budget: z
    .strictObject({
      run_vcpu_hours: z
        .number()
        .positive()
        .optional()
        .describe('A run that is expected to use more waits for `/approve`.'),
      month_vcpu_hours: z
        .number()
        .positive()
        .optional()
        .describe('When all runs here have used so much in a calendar month (UTC), others wait for `/approve`.'),
      feedstock_month_vcpu_hours: z.number().positive().optional().describe('The same for the runs of each feedstock.'),
    })
    .optional()
    .describe(
      'vCPU-hours, as the bakery reports them; where it reports none, the hours of a run count once. A run is expected to use what the newest successful run of its recipe used.',
    ),
  deadline_hours: z
    .number()
    .positive()
    .default(24)
    .describe('Hours after its start at which a run that has not ended is cancelled at its bakery and timed out.'),
  queue_limit_hours: z.number().positive().default(168).describe('Hours that a run may wait for its turn.'),
  ask_every_seconds: z
    .number()
    .positive()
    .default(300)
    .describe(
      'A running job is asked about at most this many seconds after the last news of it (sooner while it is young).',
    ),
  confirm_within_minutes: z
    .number()
    .positive()
    .default(10)
    .describe('Minutes that the bakery may take to show a job that the runner submitted.'),
  lost_after_hours: z
    .number()
    .positive()
    .default(6)
    .describe('Hours without any report from the bakery after which a run becomes stale.'),
  test_retention_days: z
    .number()
    .positive()
    .optional()
    .describe('Days that test datasets are kept; their authors are shown this number.'),
  status_secret: z
    .string()
    .min(16, 'must have at least 16 characters')
    .optional()
    .describe(
      'Signs what the bakery posts to `/recipe_runs/{id}/status`; belongs into `secrets/bakery-args.{bakery}.yaml`.',
    ),
  google_api_endpoint: z
    .url()
    .optional()
    .describe(
      'Another address for Google’s APIs, such as a stand-in on loopback; requests to it carry no credentials.',
    ),
  push: z
    .strictObject({
      service_account_email: z.email().describe('The service account that the subscription signs as.'),
      audience: z
        .string()
        .min(1)
        .describe('The audience of the subscription: the push endpoint’s URL, unless it was configured with another.'),
      certs_url: z
        .url()
        .default('https://www.googleapis.com/oauth2/v1/certs')
        .describe('Where Google publishes the certificates of its signatures.'),
    })
    .optional(),
  flink: z
    .strictObject({
      rest_url: z
        .string()
        .min(1)
        .describe(
          'REST API of the Flink cluster; `{deployment}` is filled with the name of the run’s FlinkDeployment.',
        ),
      authorization: z
        .string()
        .min(1)
        .optional()
        .describe('`Authorization` header for it; belongs into the secret arguments.'),
      kubeconfig: z
        .record(z.string(), z.unknown())
        .optional()
        .describe('The kubeconfig that the runner’s `kubectl` works with; belongs into the secret arguments.'),
    })
    .optional(),
});
