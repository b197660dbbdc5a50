import { createHttpService } from '@pangeo-forge/service/http-service';
import { webhookGateway } from '@pangeo-forge/webhook-gateway/service';
import { pino } from 'pino';
import { configOf, sayLine } from '../processes/say-line.ts';

export interface GatewayProgramConfig {
  secret: string;
  databaseUrl: string;
  redisUrl: string;
}

const { secret, ...servers } = configOf<GatewayProgramConfig>();
const gateway = createHttpService(
  { ...servers, port: 0, poolSize: 4 },
  [webhookGateway({ webhookSecrets: [secret] })],
  pino({ level: 'warn' }, pino.destination(2)),
);
await gateway.start();
sayLine({ port: gateway.port() });
process.on('SIGTERM', () => void gateway.stop().then(() => process.exit(0)));
