import type { PullRequest } from '@pangeo-forge/github/pull-requests';
import { baseMaintainers } from './base-maintainers.ts';
import type { PullRequestContext } from '../registry/pull-request-context.ts';

/** Who can start runs of this pull request, as the subject of a sentence. Markdown that mentions nobody. */
export async function whoMayRun(context: PullRequestContext, pull: PullRequest): Promise<string> {
  if (context.runPermission === 'anyone') return 'anybody';
  const maintainers = await baseMaintainers(context, pull);
  const named =
    maintainers.length > 0
      ? ` or a maintainer of this feedstock (${maintainers.map((login) => `\`${login}\``).join(', ')})`
      : '';
  return `somebody with \`${context.runPermission}\` permission on \`${context.repository}\`${named}`;
}
