const JOB_NAME = /^[a-z][-_0-9a-z]{0,62}$/;

/**
 * @typedef {object} Options
 * @property {string} command
 * @property {string} repo
 * @property {string | null} ref
 * @property {string} subdir
 * @property {string | null} recipeId
 * @property {string | null} jobName
 * @property {boolean} prune
 * @property {string | null} configFile
 * @property {any} config
 */

/**
 * The runner's options, `--name=value` or `--name value`. Unknown ones are ignored with a warning, as the runner does.
 */
export function parseArguments([command = '', ...args]) {
  /** @type {Options} */
  const options = {
    command,
    repo: '',
    ref: null,
    subdir: 'feedstock',
    recipeId: null,
    jobName: null,
    prune: false,
    configFile: null,
    config: {},
  };
  const setters = {
    '--repo': (value) => (options.repo = value),
    '--ref': (value) => (options.ref = value),
    '--feedstock-subdir': (value) => (options.subdir = value),
    '--Bake.recipe_id': (value) => (options.recipeId = value),
    '--Bake.job_name': (value) => (options.jobName = value),
    '-f': (value) => (options.configFile = value),
    '--config': (value) => (options.configFile = value),
  };
  const pending = [...args];
  while (pending.length > 0) {
    const [name, ...values] = pending.shift().split('=');
    const set = setters[name];
    if (name === '--prune') options.prune = true;
    else if (set) set(values.length > 0 ? values.join('=') : (pending.shift() ?? ''));
    else if (name !== '--json') console.error(`Unrecognized option ${name}`);
  }
  if (options.jobName !== null && !JOB_NAME.test(options.jobName)) {
    console.error(`job_name must match the regex ${JOB_NAME.source}, instead found ${options.jobName}`);
    process.exit(1);
  }
  return options;
}
