import { z } from 'zod';

export const runIdSchema = z.coerce.number('must be the number of a run').int().positive();
