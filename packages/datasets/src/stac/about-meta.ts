import { z } from 'zod';

const ROLES = ['producer', 'licensor', 'processor', 'host'];
const text = z.string().trim().min(1).optional().catch(undefined);

const providerSchema = z.object({
  name: z.string().trim().min(1),
  description: text,
  roles: z
    .array(z.unknown())
    .transform((roles) => roles.filter((role) => ROLES.includes(role as string)))
    .optional()
    .catch(undefined),
  url: z
    .url({ protocol: /^https?$/ })
    .optional()
    .catch(undefined),
});

const metaSchema = z
  .object({
    title: text,
    description: text,
    provenance: z
      .object({ license: z.unknown(), providers: z.array(z.unknown()).catch([]) })
      .partial()
      .catch({}),
  })
  .partial()
  .catch({});

/** What meta.yaml says about all datasets of a feedstock, in STAC's fields. */
export interface About {
  title: string;
  description: string;
  license: string;
  providers: object[];
}

/** An SPDX identifier or expression-free name, as STAC 1.1 takes it. */
const LICENSE = /^[\w.+-]+$/;

export function aboutMeta(meta: unknown, feedstockSpec: string): About {
  const { title, description, provenance = {} } = metaSchema.parse(meta ?? {});
  const { license, providers = [] } = provenance;
  const name = title ?? feedstockSpec;
  return {
    title: name,
    description: description ?? name,
    license: typeof license === 'string' && LICENSE.test(license) && license !== 'proprietary' ? license : 'other',
    providers: providers.flatMap((provider) => {
      const { data } = providerSchema.safeParse(provider);
      return data ? [JSON.parse(JSON.stringify(data)) as object] : [];
    }),
  };
}
