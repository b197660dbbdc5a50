import { expect, test } from '@jest/globals';
import { adaptBakeryFile } from './adapt-bakery-file.ts';

const OF_STAGING = `# submits jobs
PangeoForge:
  region: us-central1
  # from terraform's outputs
  push:
    service_account_email: df-push-pangeo-forge-staging@a-project.iam.gserviceaccount.com
    audience: https://api-staging.pangeo-forge.org/dataflow/push
Bake:
  bakery_class: pangeo_forge_runner.bakery.dataflow.DataflowBakery # the real one
`;
const dev = { environment: 'dev', pushHost: 'pforge-pr-7.herokuapp.com' } as const;

test('a copied bakery is pushed to where its own deployment is, by the account of its own terraform environment', () => {
  expect(adaptBakeryFile(OF_STAGING, dev)).toBe(
    OF_STAGING.replace('df-push-pangeo-forge-staging@', 'df-push-dev@').replace(
      'api-staging.pangeo-forge.org',
      'pforge-pr-7.herokuapp.com',
    ),
  );
});

test('an account that terraform did not name stays', () => {
  const own = OF_STAGING.replace('df-push-pangeo-forge-staging@', 'pushes@');
  expect(adaptBakeryFile(own, dev)).toContain('service_account_email: pushes@a-project');
});

test('a deployment without a host is not pushed to', () => {
  const adapted = adaptBakeryFile(OF_STAGING, { ...dev, pushHost: null });
  expect(adapted).not.toContain('push');
  expect(adapted).toContain('region: us-central1');
});

test('a file without pushes, or one that SOPS has signed, stays as it is', () => {
  for (const text of ['PangeoForge:\n    region: here\n', `${OF_STAGING}sops:\n    mac: ENC[...]\n`])
    expect(adaptBakeryFile(text, dev)).toBe(text);
});
