import { AppError } from '@pangeo-forge/shared/errors/app-error';

/**
 * Sentry takes OTLP itself: the variables that send spans and log lines to the project of a DSN.
 * https://docs.sentry.io/concepts/otlp/
 * @throws AppError `invalid_config` for a text that is no DSN.
 */
export function sentryVariables(dsn: string): Record<string, string> {
  const { origin, username: key, pathname, host, protocol } = URL.canParse(dsn) ? new URL(dsn) : NO_URL;
  const project = /^\/(\d+)$/.exec(pathname)?.[1];
  if (!key || !project || origin === '')
    throw new AppError('invalid_config', 'SENTRY_DSN must look like https://KEY@HOST/PROJECT.');
  const otlp = `${protocol}//${host}/api/${project}/integration/otlp`;
  return {
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${otlp}/v1/traces`,
    OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: `${otlp}/v1/logs`,
    OTEL_EXPORTER_OTLP_HEADERS: `x-sentry-auth=sentry sentry_key=${key}`,
  };
}

const NO_URL = { origin: '', username: '', pathname: '', host: '', protocol: '' };
