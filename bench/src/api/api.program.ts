import { createApi } from '@pangeo-forge/api/service';
import { pino } from 'pino';
import { configOf, sayLine } from '../processes/say-line.ts';

export interface ApiProgramConfig {
  databaseUrl: string;
  redisUrl: string;
}

const api = createApi(
  { ...configOf<ApiProgramConfig>(), port: 0, poolSize: 4, apiKey: 'the key of the benchmark' },
  pino({ level: 'warn' }, pino.destination(2)),
);
await api.start();
sayLine({ port: api.port() });
process.on('SIGTERM', () => void api.stop().then(() => process.exit(0)));
