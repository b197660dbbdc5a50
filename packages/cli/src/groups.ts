/** What each group of commands is about. */
export const GROUPS: Readonly<Record<string, string>> = {
  app: 'the GitHub App: make one, call GitHub as it',
  bakeries: 'where recipes run',
  catalog: 'static STAC catalogues of datasets',
  config: 'the configuration files',
  datasets: 'what recipes made',
  db: 'the database',
  'db migration': 'new migrations',
  deliveries: 'what GitHub delivered',
  deployment: 'a deployment of one’s own',
  keys: 'keys of the REST API',
  queues: 'the work that is due',
  recipe: 'write, check and try a recipe on this machine',
  runs: 'runs of recipes',
};
