import { z } from 'zod';
import { parseMeta } from './parse-meta.ts';

const schema = z.looseObject({ maintainers: z.array(z.looseObject({ github: z.unknown() })).nullish() });
const LOGIN = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})$/;

/** GitHub logins of the maintainers that a meta.yaml names, in lower case. Empty when it cannot be read. */
export function maintainersOf(text: string): string[] {
  const parsed = parseMeta(text);
  const meta = parsed.outcome === 'parsed' ? schema.safeParse(parsed.document.value) : null;
  return (meta?.data?.maintainers ?? []).flatMap(({ github }) => {
    const login = typeof github === 'string' ? github.trim().replace(/^@/, '') : '';
    return LOGIN.test(login) ? [login.toLowerCase()] : [];
  });
}
