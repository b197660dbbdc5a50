import type { DatasetDetails, RecipeRun, RecipeRunDetails } from '@pangeo-forge/api-client/rows';

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

const hash = (digit: string) => `/datasets/pictures/${digit.repeat(64)}.png`;

/** Two datasets: one with everything that a page can show, one hostile in all that a recipe can choose. */
export function sampleDatasets(): DatasetDetails[] {
  const variable = {
    name: 'sst',
    dimensions: ['time', 'lat', 'lon'],
    shape: [31, 180, 360],
    chunks: [31, 180, 360],
    dtype: 'float32',
    codecs: ['blosc'],
    attributes: { units: 'degC', long_name: 'Sea surface temperature' },
    preview: null,
  };
  const version = {
    run_id: 6,
    head_sha: 'abcdef0123456789abcdef0123456789abcdef01',
    bakery: BAKERY.name,
    requested_by: 'a maintainer',
    written_at: '2026-11-21T06:00:00Z',
    address: 'https://storage.example.org/sst.zarr',
    kind: 'zarr2' as const,
    version: null,
    verified: true,
    problem: null,
    size_bytes: 2_080_000_000,
    objects: 64,
    changes: [{ of: 'dimension' as const, name: 'time', from: '30', to: '31' }],
  };
  const dataset: DatasetDetails = {
    id: 1,
    title: 'Sea surface temperature, daily',
    feedstock_id: FEEDSTOCK.id,
    feedstock: FEEDSTOCK.spec,
    recipe_id: 'sst',
    run_id: 6,
    written_at: version.written_at,
    kind: 'zarr2',
    dataset_type: 'zarr',
    address: version.address,
    verified: true,
    license: 'CC-BY-4.0',
    variables: ['sst', 'sea_surface_temperature'],
    starts_at: '1981-09-01T00:00:00Z',
    ends_at: '2020-12-31T00:00:00Z',
    bbox: [170, -30, -150, 30],
    size_bytes: version.size_bytes,
    objects: 64,
    picture: { light: hash('a'), dark: hash('b'), caption: 'Sea surface temperature (degC), 1981-09-01' },
    about: 'Analysed from satellites and ships.',
    providers: [{ name: 'NOAA', roles: ['producer'], url: 'https://www.noaa.gov' }],
    description: {
      format: 2,
      isConsolidated: true,
      groups: [
        {
          path: '',
          dimensions: [
            { name: 'time', size: 31 },
            { name: 'lat', size: 180 },
            { name: 'lon', size: 360 },
          ],
          coordinates: [{ ...variable, name: 'time', dimensions: ['time'], attributes: {}, preview: '1981-09-01 ...' }],
          variables: [variable],
          attributes: { title: 'sst', history: 'made' },
        },
        { path: 'deep', dimensions: [], coordinates: [], variables: [variable], attributes: {} },
      ],
    },
    opening: [
      { language: 'python', code: 'ds = xr.open_dataset("https://storage.example.org/sst.zarr")' },
      { language: 'javascript', code: 'const store = new zarr.FetchStore("https://storage.example.org/sst.zarr");' },
    ],
    stac: '/stac/collections/pangeo-forge--sst-feedstock/items/sst',
    stac_collection: '/stac/collections/pangeo-forge--sst-feedstock',
    provenance: { statement: '/recipe_runs/6/provenance', ro_crate: '/recipe_runs/6/ro-crate' },
    versions: [version, { ...version, run_id: 5, changes: null, size_bytes: 2_000_000_000 }],
  };
  const hostile: DatasetDetails = {
    ...dataset,
    id: 2,
    title: HOSTILE,
    recipe_id: HOSTILE,
    address: 'javascript:window.broken=1',
    verified: false,
    license: HOSTILE,
    variables: [HOSTILE],
    starts_at: HOSTILE,
    ends_at: HOSTILE,
    bbox: null,
    picture: { light: hash('a'), dark: hash('b'), caption: HOSTILE },
    about: HOSTILE,
    providers: [{ name: HOSTILE, roles: [HOSTILE], url: 'javascript:window.broken=1' }],
    description: {
      format: 2,
      isConsolidated: true,
      groups: [
        {
          path: HOSTILE,
          dimensions: [{ name: HOSTILE, size: 1 }],
          coordinates: [],
          variables: [
            { ...variable, name: HOSTILE, dimensions: [HOSTILE], dtype: HOSTILE, attributes: { units: HOSTILE } },
          ],
          attributes: { [HOSTILE]: HOSTILE, list: [HOSTILE, { [HOSTILE]: 1 }] },
        },
      ],
    },
    opening: [{ language: 'python', code: HOSTILE }],
    versions: [
      {
        ...version,
        head_sha: HOSTILE,
        bakery: HOSTILE,
        requested_by: HOSTILE,
        verified: false,
        problem: HOSTILE,
        version: HOSTILE,
        changes: [{ of: 'attribute', name: HOSTILE, from: HOSTILE, to: HOSTILE }],
      },
    ],
  };
  return [dataset, hostile];
}
