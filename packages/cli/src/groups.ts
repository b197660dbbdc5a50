/** What each group of commands is about, in the order of the help. */
export const GROUPS: Readonly<Record<string, string>> = {
  recipe: 'write, check and try a recipe on this machine',
  catalog: 'static STAC catalogues of datasets',
  bakeries: 'where recipes run',
  runs: 'runs of recipes',
  datasets: 'what recipes made',
  config: 'the configuration files',
  deployment: 'a deployment of one’s own',
  app: 'the GitHub App: make one, call GitHub as it',
  keys: 'keys of the REST API',
  db: 'the database',
  'db migration': 'new migrations',
  deliveries: 'what GitHub delivered',
  queues: 'the work that is due',
  stac: 'the STAC catalogue that the API serves',
};
