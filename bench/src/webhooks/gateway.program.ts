import { createHttpService } from '@pangeo-forge/service/http-service';
import { webhookGateway } from '@pangeo-forge/webhook-gateway/service';
import { pino } from 'pino';
import { readConfig, sendLine } from '../processes/program-messages.ts';

export interface GatewayProgramConfig {
  secret: string;
  databaseUrl: string;
  redisUrl: string;
}

const { secret, ...servers } = readConfig<GatewayProgramConfig>();
const gateway = createHttpService(
  { ...servers, port: 0, poolSize: 4 },
  [webhookGateway({ webhookSecrets: [secret] })],
  pino({ level: 'warn' }, pino.destination(2)),
);
await gateway.start();
sendLine({ port: gateway.port() });
process.on('SIGTERM', () => void gateway.stop().then(() => process.exit(0)));
