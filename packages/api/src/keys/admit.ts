import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type { Request } from 'express';
import type { RouteParts } from '../api-parts.ts';
import type { Access } from '../http/define-route.ts';
import { clientOf } from '../limits/client-of.ts';
import { authenticate } from './authenticate.ts';
import { type Caller, mayDo } from './caller.ts';
import { lacksScope } from './lacks-scope.ts';

/**
 * Who calls, before anything of the request is read: who may not come in learns nothing about what would be valid. Null on public routes.
 * @throws AppError `forbidden` without a key or with too weak a one, `unauthenticated` with a wrong one.
 */
export async function admit(
  access: Access,
  parts: Pick<RouteParts, 'database' | 'apiKey' | 'limits'>,
  request: Request,
): Promise<Caller | null> {
  if (access === 'public') return null;
  const caller = await authenticate(parts, request.get('x-api-key'), clientOf(request));
  if (!caller) throw new AppError('forbidden', 'Not authenticated');
  if (!mayDo(caller, access)) throw new AppError('forbidden', lacksScope(access));
  return caller;
}
