import path from 'node:path';
import { migrate } from '@pangeo-forge/db/migrate';
import { z } from 'zod';
import { withDatabase } from '../../db/with-database.ts';
import { defineCommand } from '../../define-command.ts';
import { applyTerraform, type TerraformOutcome } from '../../release/apply-terraform.ts';

export const deploymentReleaseCommand = defineCommand({
  path: 'deployment release',
  summary: 'What a release does before its processes start: migrate, then apply terraform.',
  details:
    'Picks the environment under terraform/ by the deployment’s name: `pangeo-forge` and `pangeo-forge-staging` have their own, all others share `dev`. ' +
    'Without secrets/dataflow-status-monitoring.json terraform is left out. Nothing is done where PANGEO_FORGE_RELEASE is `skip`: the app that only runs recipes.',
  replaces: '`scripts.deploy/release.sh`',
  options: [['--terraform <folder>', 'holds the environments; `terraform` beside the configuration unless given']],
  input: z.object({ terraform: z.string().min(1).optional() }),
  async run(context, { terraform }) {
    if (context.variables['PANGEO_FORGE_RELEASE'] === 'skip')
      return { data: { outcome: 'skipped' }, text: 'Nothing to do for this app (PANGEO_FORGE_RELEASE=skip).' };
    const applied = await withDatabase(context, migrate);
    context.note(applied.length > 0 ? `Applied: ${applied.join(', ')}.` : 'The database is up to date.');
    const folder = terraform ? path.resolve(context.cwd, terraform) : path.join(context.configDir(), 'terraform');
    const infrastructure = await applyTerraform(context, folder);
    return { data: { outcome: 'released', migrations: applied, terraform: infrastructure }, text: say(infrastructure) };
  },
});

function say(infrastructure: TerraformOutcome): string {
  const { environment } = infrastructure;
  if (infrastructure.outcome === 'no_account')
    return `Released. Terraform environment ${environment} stays as it is: ${infrastructure.file} does not exist.`;
  const { apps, leftOut } = infrastructure;
  const lines = leftOut.map((problem) => `left out: ${problem}`);
  return [
    `Released. Terraform environment ${environment} is applied for: ${apps.join(', ') || 'no app'}.`,
    ...lines,
  ].join('\n');
}
