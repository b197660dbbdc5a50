import type { Call, Fields } from './define-route.ts';

/** Start of absolute links to this deployment: its public URL, or the host that was asked. */
export function publicBase({ parts, request }: Pick<Call<Fields, Fields, Fields>, 'parts' | 'request'>): string {
  return parts.publicUrl ?? `${request.protocol}://${request.get('host') ?? 'localhost'}`;
}
