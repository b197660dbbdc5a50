export interface ContractPoint {
  /** What a client of the original may rely on. */
  point: string;
  /** Where the original was wrong, and this is not. */
  better?: true;
  /** The file, within packages/api. */
  file: string;
  /** The test's name there. */
  test: string;
}

const READING = 'test/contract/reading.test.ts';
const WRITING = 'test/contract/writing.test.ts';
const REFUSING = 'test/contract/refusing.test.ts';
const LOGS = 'src/logs/log.routes.test.ts';
const BAKERY_LOGS = 'src/logs/bakery-log.test.ts';
const GITHUB = 'src/github/github.routes.test.ts';
const DATASETS = 'src/repr/repr.routes.test.ts';

/** The REST contract, point by point, with the test that shows each. */
export const CONTRACT_POINTS: readonly ContractPoint[] = [
  { point: '`GET /` answers `{"status":"ok"}`', file: READING, test: 'the root answers that the API is up' },
  {
    point: 'Lists end in a slash and items do not; the other spelling answers 307 to the right one, for writes too',
    file: REFUSING,
    test: 'writes are redirected too, and keep their method and body',
  },
  {
    point: 'Every run that the original stored is served, each field as it was',
    file: READING,
    test: 'every run that the original stored is served, field by field as it was',
  },
  {
    point: 'A list is a flat array of at most 100, by id; every field is there, null when unset',
    file: READING,
    test: 'list items are flat and have every field, null when unset; a list is an array of at most 100 by id',
  },
  {
    point: '`offset`, `limit`, `order_by`, `sort` page through a list',
    file: READING,
    test: 'offset, limit, order_by and sort page through a list; without order_by the ids ascend',
  },
  {
    point: 'One run holds its bakery and its feedstock',
    file: READING,
    test: 'a single run nests its bakery and its feedstock',
  },
  {
    point: 'One bakery or feedstock holds its runs, always as an array',
    file: READING,
    test: 'a single bakery or feedstock nests its runs, an empty array when there are none',
  },
  {
    point: '`message` is text, also when it is JSON',
    file: READING,
    test: 'a message is a string, also when it holds JSON',
  },
  {
    point:
      '`/feedstocks/{id}/datasets` lists completed, successful runs with a public URL; none for an unknown feedstock',
    file: READING,
    test: 'datasets of a feedstock are those of completed, successful runs with a public URL',
  },
  {
    point: '`/stats/…` count rows; `/stats/datasets` every row with a public URL',
    file: READING,
    test: 'stats count rows; datasets are all runs with a public URL, in any state',
  },
  {
    point: 'POST answers 200 with the row, PATCH sets what is given, DELETE answers `{"ok":true}`',
    file: WRITING,
    test: 'POST answers 200 with the created row, PATCH sets only what is given, DELETE answers ok',
  },
  {
    point: 'Unknown fields and `id` in a body are ignored; ids go on where the original stopped',
    file: WRITING,
    test: 'ids go on where the original stopped, and an id in the body is ignored, as is what is unknown',
  },
  {
    point: 'Input is coerced: numbers to text, `"1"` to 1, `"yes"` to true',
    file: WRITING,
    test: 'numbers become strings, digits become numbers, yes and no become booleans',
  },
  {
    point: 'Times have no zone, and six decimals when there are microseconds; input may have a zone',
    file: WRITING,
    test: 'timestamps may have a zone and are stored as UTC, with six decimals when there are microseconds',
  },
  { point: 'Unknown routes are 404 `{"detail":"Not Found"}`', file: REFUSING, test: 'unknown routes' },
  { point: 'Known routes with another method are 405', file: REFUSING, test: 'other methods' },
  {
    point: '422 lists each field: `loc`, `msg`, `type`',
    file: WRITING,
    test: 'missing and wrong fields, all in one answer',
  },
  {
    point: 'Malformed JSON, or JSON that is not an object, is 422',
    file: WRITING,
    test: 'a body that is malformed, not an object, of another type, or missing',
  },
  { point: 'null for a required field is 422', better: true, file: WRITING, test: 'null for a required field' },
  { point: 'A parent that does not exist is 422', better: true, file: WRITING, test: 'a parent that does not exist' },
  {
    point: 'Deleting a parent that still has runs is 409',
    better: true,
    file: WRITING,
    test: 'a parent that still has runs is not deleted: 409 says why',
  },
  {
    point:
      'Bad `limit` (over 100), `offset`, `order_by`, `sort` and ids are 422; the original let them through, or fell',
    better: true,
    file: REFUSING,
    test: 'invalid input: %s',
  },
  {
    point: 'Unknown rows are 404, with the name of the thing',
    better: true,
    file: REFUSING,
    test: 'unknown rows: %s',
  },
  {
    point: 'Writes need `X-API-Key`: 403 without, 401 with a wrong one, before the body is read',
    file: REFUSING,
    test: '%s %s needs one: 403 without, 401 with a wrong one, before the body is read',
  },
  {
    point: 'A date alone and other spellings of a time are 422',
    file: WRITING,
    test: 'the timestamp %j is refused',
  },
  {
    point: 'Reading needs no key, and a wrong one does no harm',
    file: REFUSING,
    test: 'reading needs none, and a wrong one is ignored',
  },
  {
    point: 'CORS for every origin on every answer, errors and redirects too',
    file: REFUSING,
    test: 'success, redirect and every error carry the CORS header',
  },
  { point: 'A preflight holds for 600 s', file: REFUSING, test: 'a preflight is allowed for ten minutes' },
  {
    point: 'Logs of the bakery need a key; the runner’s are public',
    file: LOGS,
    test: 'the runner’s output is public; without a source, or of a bakery’s source, it needs a key',
  },
  {
    point: 'Logs are found by feedstock, commit and recipe too, whose id may have slashes',
    file: LOGS,
    test: 'is found by feedstock, commit and recipe, whose id may have slashes',
  },
  {
    point: 'Traces are public: the last error of the recipe',
    file: LOGS,
    test: 'has a trace: the traceback, else the last severe message, else the reason',
  },
  {
    point: 'No known secret appears in a log',
    file: LOGS,
    test: 'is redacted when it is read: known values, and keys that start in one chunk and end in another',
  },
  {
    point: 'The bakery’s sources are read from the bakery, jobs of the original’s runs too',
    file: BAKERY_LOGS,
    test: 'the bakery is asked for the job, also where the original noted it, and its lines are redacted',
  },
  {
    point: '`/repr/xarray/?url=` answers `{"html", "dataset"}`',
    file: DATASETS,
    test: 'a dataset is answered as HTML with everything from it escaped',
  },
  {
    point: 'It reads nothing but known hosts, and no private address',
    better: true,
    file: DATASETS,
    test: 'a dataset in the database may be read, but not its neighbours, and not at an address of this network',
  },
  {
    point: 'Check runs of a commit are GitHub’s own JSON',
    file: GITHUB,
    test: 'check runs of a commit are GitHub’s own',
  },
  {
    point: 'Deliveries are GitHub’s own rows; 404 where the App is not installed',
    file: GITHUB,
    test: 'deliveries are GitHub’s own rows, those of a feedstock only its own',
  },
  {
    point: 'The payload of a delivery is never shown',
    better: true,
    file: GITHUB,
    test: 'one delivery shows our answer; its headers and payload are never shown',
  },
  {
    point: '`/docs` is interactive, from `/openapi.json`',
    file: 'src/openapi/describe-api.test.ts',
    test: 'the interactive description loads nothing from elsewhere',
  },
];
