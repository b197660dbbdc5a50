/** Every page, grouped by reader. A test fails on a page that is missing here. */
export const sidebar = [
  { text: 'All documents', link: '/' },
  {
    text: 'Contributors',
    items: [
      { text: 'From recipe to dataset', link: '/contributors' },
      { text: 'One pull request, as its readers see it', link: '/transcript' },
      { text: 'A first contribution, with five mistakes', link: '/transcripts/five-mistakes' },
      { text: 'A terminal session: a tested recipe', link: '/transcripts/contributor' },
      { text: 'The pages', link: '/pages' },
    ],
  },
  {
    text: 'Maintainers',
    items: [
      { text: 'Review, run, merge', link: '/maintainers' },
      { text: 'A day of a maintainer', link: '/transcripts/maintainers-day' },
    ],
  },
  {
    text: 'Operators',
    items: [
      { text: 'Deployments', link: '/deployments' },
      { text: 'A terminal session: a new deployment', link: '/transcripts/operator' },
      { text: 'Operations', link: '/operations' },
      { text: 'Checking a deployment', link: '/operations/checking' },
      { text: 'Docker', link: '/operations/docker' },
      { text: 'Kubernetes', link: '/operations/kubernetes' },
      { text: 'Heroku', link: '/operations/heroku' },
      { text: 'Bakeries', link: '/bakeries' },
      { text: 'Backup and restore', link: '/operations/backup' },
      { text: 'Rotating secrets', link: '/operations/rotating-secrets' },
      { text: 'Moving from the Python service', link: '/operations/moving-from-python' },
      { text: 'Security', link: '/security' },
      { text: 'Reliability', link: '/reliability' },
      { text: 'Performance', link: '/performance' },
      { text: 'Scaling', link: '/scaling' },
    ],
  },
  {
    text: 'Developers',
    items: [
      { text: 'Architecture', link: '/architecture' },
      { text: 'Life of a run, adding things', link: '/developers' },
      { text: 'Decisions', link: '/adr/' },
      { text: 'History: performance', link: '/history/performance' },
      { text: 'History: faults found', link: '/history/reliability' },
      { text: 'History: public reports', link: '/history/public-reports' },
    ],
  },
  {
    text: 'Reference',
    items: [
      { text: 'Command line', link: '/cli' },
      { text: 'Configuration', link: '/reference/configuration' },
      { text: 'REST', link: '/reference/rest' },
      { text: 'REST: what carries over', link: '/reference/rest-contract' },
      { text: 'Webhooks', link: '/reference/webhooks' },
      { text: 'Errors', link: '/reference/errors' },
      { text: 'Who reads what, and when', link: '/reference/notices' },
      { text: 'Queues', link: '/reference/queues' },
      { text: 'Glossary', link: '/glossary' },
    ],
  },
];
