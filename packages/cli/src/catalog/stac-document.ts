import { z } from 'zod';

const linkSchema = z.looseObject({ rel: z.string(), href: z.string(), title: z.string().optional() });

/** What every document of a STAC catalogue has. */
export const stacDocumentSchema = z.looseObject({
  type: z.enum(['Catalog', 'Collection', 'Feature']),
  id: z.string(),
  links: z.array(linkSchema).default([]),
});

export type StacLink = z.infer<typeof linkSchema>;
export type StacDocument = z.infer<typeof stacDocumentSchema>;
