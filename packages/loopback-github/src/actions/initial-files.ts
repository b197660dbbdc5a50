const GITIGNORES: Record<string, string> = {
  Python: '__pycache__/\n*.py[cod]\n*.egg-info/\nbuild/\ndist/\n.venv/\n',
};
const LICENSES: Record<string, string> = {
  'apache-2.0': 'Apache License\nVersion 2.0, January 2004\nhttp://www.apache.org/licenses/\n',
};

/** The files of `auto_init`, `gitignore_template` and `license_template`; each of the three makes a first commit. */
export function initialFiles(options: {
  name: string;
  description: string | undefined;
  isWanted: boolean;
  gitignore: string | undefined;
  license: string | undefined;
}): Record<string, string> {
  const { gitignore, license } = options;
  return {
    ...(options.isWanted ? { 'README.md': `# ${options.name}\n${options.description ?? ''}\n` } : {}),
    ...(gitignore ? { '.gitignore': GITIGNORES[gitignore] ?? `# ${gitignore}\n` } : {}),
    ...(license ? { LICENSE: LICENSES[license] ?? `${license}\n` } : {}),
  };
}
