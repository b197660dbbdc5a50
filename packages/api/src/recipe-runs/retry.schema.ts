import { z } from 'zod';

export const retrySchema = z
  .object({
    ref: z.string().max(250).optional().meta({
      description:
        'Branch, tag or commit of the feedstock that is run instead; what it means now is kept with the run.',
    }),
  })
  .meta({ id: 'RecipeRunRetry' });
