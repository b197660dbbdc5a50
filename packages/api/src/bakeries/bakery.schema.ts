import { ROW_FIELDS } from '@pangeo-forge/db/api/row-fields';
import { z } from 'zod';
import { pageSchema } from '../http/page.schema.ts';

const fields = {
  region: z.string(),
  name: z.string(),
  description: z.string(),
};

export const bakeryCreateSchema = z.object(fields).meta({ id: 'BakeryCreate' });

export const bakeryUpdateSchema = z.object(fields).partial().meta({ id: 'BakeryUpdate' });

export const bakerySchema = z.object({ ...fields, id: z.int() }).meta({ id: 'BakeryRead' });

export const bakeryPageSchema = pageSchema(ROW_FIELDS.bakery);
