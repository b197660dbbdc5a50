import { z } from 'zod';

export const deletedSchema = z.object({ ok: z.literal(true) }).meta({ id: 'Deleted' });
