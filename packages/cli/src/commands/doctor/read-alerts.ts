import { answerOf } from '@pangeo-forge/api-client/answers';
import { WITH_KEY } from '@pangeo-forge/api-client/create-api-client';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type { Api } from '../../api/connect-api.ts';
import type { Finding } from './finding.ts';

/** What Prometheus would tell operators now. Needs a key with the scope `ops`. */
export async function readAlerts(api: Api): Promise<Finding[]> {
  try {
    const alerts = await answerOf(api.GET('/ops/alerts', { headers: WITH_KEY }));
    const firing = alerts.filter(({ is_firing }) => is_firing);
    if (firing.length === 0) return [{ what: 'alerts', state: 'good', note: `none of ${alerts.length}` }];
    return firing.map(({ name, summary, action }) => ({ what: name, state: 'bad', note: `${summary} ${action}` }));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return [{ what: 'alerts', state: 'missing', note: `could not be read: ${error.publicMessage}` }];
  }
}
