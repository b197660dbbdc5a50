import type { CreatedApp, NewAppOptions } from './controls/app-controls.ts';
import type { FileChange } from './git/write-commit.ts';
import type { LoopbackGitHub } from './loopback-github.ts';

export const ORGANIZATION = 'pangeo-forge';

export interface PopulateOptions {
  /** `pangeo-forge` unless given. */
  organization?: string;
  /** Its one repository: `staged-recipes` unless given. */
  repository?: string;
  files?: Record<string, FileChange>;
  /** Without a webhook unless `webhookUrl` is given. */
  app: Omit<NewAppOptions, 'owner' | 'webhookUrl'> & Partial<Pick<NewAppOptions, 'webhookUrl'>>;
}

export interface Population {
  app: CreatedApp & { installation: number };
  /** Full name. */
  repository: string;
  /** Owner of the organization, login `maintainer`. */
  maintainer: { login: string; token: string };
  /** Has no rights, login `contributor`. */
  contributor: { login: string; token: string };
}

/** Adds an organization with one repository, its owner, a contributor, and an App that is installed on all of it. */
export async function populateGitHub(github: LoopbackGitHub, options: PopulateOptions): Promise<Population> {
  const {
    organization = ORGANIZATION,
    repository = 'staged-recipes',
    files = { 'README.md': `# ${repository}\n`, 'recipes/.gitkeep': '' },
  } = options;
  const maintainer = github.createUser('maintainer');
  const contributor = github.createUser('contributor');
  github.createOrganization(organization, { owners: [maintainer.login] });
  await github.createRepository({ owner: organization, name: repository, files, as: maintainer.login });
  const app = github.createApp({ webhookUrl: '', ...options.app, owner: organization });
  const installation = github.installApp(app.id, organization);
  return { app: { ...app, installation }, repository: `${organization}/${repository}`, maintainer, contributor };
}
