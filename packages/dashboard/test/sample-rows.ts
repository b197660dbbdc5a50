import type { RecipeRun, RecipeRunDetails } from '@pangeo-forge/api-client/rows';

/** Text that does harm when it is read as markup. */
export const HOSTILE = `"><script>window.broken=1</script><img src=x onerror="window.broken=1">'`;

export const BAKERY = { id: 1, name: 'ocean-bakery', region: 'us-central1', description: `Dataflow ${HOSTILE}` };
export const FEEDSTOCK = { id: 6, spec: 'pangeo-forge/sst-feedstock', provider: 'github' } as const;

const NOW = Date.UTC(2026, 10, 21, 12);

export function sampleRun(id: number, run: Partial<RecipeRun> = {}): RecipeRun {
  const started = new Date(NOW - id * 3_600_000).toISOString().slice(0, 19);
  return {
    id,
    recipe_id: `recipe-${id}`,
    bakery_id: BAKERY.id,
    feedstock_id: FEEDSTOCK.id,
    head_sha: 'abcdef0123456789abcdef0123456789abcdef01',
    version: '',
    started_at: started,
    completed_at: run.status === undefined || run.status === 'completed' ? started : null,
    status: 'completed',
    conclusion: run.status === undefined || run.status === 'completed' ? 'success' : null,
    is_test: false,
    dataset_type: 'zarr',
    dataset_public_url: null,
    message: null,
    ...run,
  };
}

export function sampleDetails(run: RecipeRun, details: Partial<RecipeRunDetails> = {}): RecipeRunDetails {
  return {
    ...run,
    failure_reason: null,
    requested_by: 'a maintainer',
    pull_request: 3,
    retry_of: null,
    bakery_job_name: null,
    bakery_job_id: null,
    bakery_job: null,
    console_url: null,
    cost: null,
    dispatched_at: run.status === 'queued' ? null : run.started_at,
    duration_seconds: run.status === 'completed' ? 1_260 : null,
    bakery: BAKERY,
    feedstock: FEEDSTOCK,
    ...details,
  };
}

/** One run of each kind of state, the worst of them hostile in all that a recipe can choose. */
export function sampleRuns(): RecipeRunDetails[] {
  return [
    sampleDetails(sampleRun(8, { status: 'in_progress', is_test: true }), {
      bakery_job: { machine_types: ['n1-highmem-2'] },
    }),
    sampleDetails(
      sampleRun(7, { conclusion: 'failure', recipe_id: HOSTILE, head_sha: HOSTILE, is_test: true, message: HOSTILE }),
      {
        failure_reason: HOSTILE,
        requested_by: HOSTILE,
        bakery_job_id: HOSTILE,
        bakery_job: { machine_types: [HOSTILE, 4] },
        console_url: 'javascript:window.broken=1',
      },
    ),
    sampleDetails(sampleRun(6, { dataset_public_url: 'https://storage.example.org/sst.zarr' })),
    sampleDetails(sampleRun(5, { dataset_public_url: 'javascript:window.broken=1' })),
    sampleDetails(sampleRun(4, { status: 'queued' })),
    sampleDetails(sampleRun(3, { conclusion: 'timed_out' }), { failure_reason: 'It ran for longer than 2 h.' }),
    sampleDetails(sampleRun(2, { conclusion: 'stale' })),
    sampleDetails(sampleRun(1, { conclusion: 'cancelled' })),
  ];
}
