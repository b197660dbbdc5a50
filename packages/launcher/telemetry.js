// Loaded before anything else (`node --import`): instrumentation must come before the libraries that it instruments.
// Without an address to send to, nothing of OpenTelemetry is loaded.
const { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, OTEL_SDK_DISABLED, SENTRY_DSN } = process.env;

if ((OTEL_EXPORTER_OTLP_ENDPOINT || OTEL_EXPORTER_OTLP_TRACES_ENDPOINT || SENTRY_DSN) && OTEL_SDK_DISABLED !== 'true') {
  const { startTelemetry } = await import('./src/telemetry/start-telemetry.ts');
  await startTelemetry(process.env, process.argv[2] ?? 'all');
}
