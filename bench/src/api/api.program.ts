import { api } from '@pangeo-forge/api/service';
import { createHttpService } from '@pangeo-forge/service/http-service';
import { pino } from 'pino';
import { readConfig, sendLine } from '../processes/program-messages.ts';

export interface ApiProgramConfig {
  databaseUrl: string;
  redisUrl: string;
}

const service = createHttpService(
  { ...readConfig<ApiProgramConfig>(), port: 0, poolSize: 4 },
  [api({ apiKey: 'the key of the benchmark' })],
  pino({ level: 'warn' }, pino.destination(2)),
);
await service.start();
sendLine({ port: service.port() });
process.on('SIGTERM', () => void service.stop().then(() => process.exit(0)));
