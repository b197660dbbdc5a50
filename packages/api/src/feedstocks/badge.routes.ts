import { findLatestProduction, type LatestProduction } from '@pangeo-forge/db/api/ended-runs';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { makeBadge } from 'badge-maker';
import { defineRoute, type Route } from '../http/define-route.ts';
import { idPathSchema } from '../http/row.schema.ts';

const SVG = 'image/svg+xml';

export const badgeRoutes: Route[] = [
  defineRoute({
    method: 'get',
    path: '/feedstocks/{id}/badge.svg',
    operationId: 'read_feedstock_badge',
    summary: 'A badge for the README of a feedstock',
    description: 'Whether the newest production run succeeded, and the date (UTC) of the dataset.',
    tags: ['feedstock'],
    access: 'public',
    params: idPathSchema,
    answers: { description: 'The image.', contentTypes: [SVG] },
    failures: { 404: 'There is no such feedstock.' },
    async handle({ parts, params }) {
      const latest = await findLatestProduction(parts.database.pool, params.id);
      if (!latest) throw new AppError('not_found', 'feedstock not found');
      return { body: makeBadge({ label: 'dataset', ...appearanceOf(latest) }), type: SVG };
    },
  }),
];

function appearanceOf({ conclusion, datasetAt }: LatestProduction): { message: string; color: string } {
  const date = datasetAt?.slice(0, 'YYYY-MM-DD'.length);
  if (conclusion === null) return { message: 'none yet', color: 'lightgrey' };
  if (conclusion === 'success' && date) return { message: date, color: 'brightgreen' };
  return { message: date ? `${date}, newest run failed` : 'newest run failed', color: date ? 'orange' : 'red' };
}
