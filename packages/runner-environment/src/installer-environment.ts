type Environment = Readonly<Record<string, string | undefined>>;

/** What installers need to reach a registry and to find tools. */
const KEPT_NAMES = new Set([
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'USERPROFILE',
  'SYSTEMROOT',
  'TMPDIR',
  'TEMP',
  'TMP',
  'LANG',
  'LC_ALL',
  'NO_PROXY',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'ALL_PROXY',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'REQUESTS_CA_BUNDLE',
  'CURL_CA_BUNDLE',
  'XDG_CACHE_HOME',
  'XDG_CONFIG_HOME',
  'XDG_DATA_HOME',
]);
const KEPT_PREFIXES = ['PIP_', 'UV_', 'PYENV_'];

/**
 * The part of our environment that installers get: building a package runs its code, and that has no business with our
 * secrets.
 */
export function installerEnvironment(environment: Environment): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    const upper = name.toUpperCase();
    if (value !== undefined && (KEPT_NAMES.has(upper) || KEPT_PREFIXES.some((prefix) => upper.startsWith(prefix))))
      kept[name] = value;
  }
  return kept;
}
