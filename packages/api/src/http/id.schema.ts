import { z } from 'zod';

export const idPathSchema = z.object({ id: z.int() });
