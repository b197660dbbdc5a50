import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type { Request } from 'express';
import { z } from 'zod';
import { assertOwnForm } from './browser-cookies.ts';
import type { SignInParts } from './sign-in-parts.ts';
import type { Viewer, Viewers } from './viewers.ts';

const formSchema = z.record(z.string(), z.string());

/** @throws AppError `invalid_input` when a field was sent twice. */
export function formOf(request: Request): z.output<typeof formSchema> {
  const parsed = formSchema.safeParse(request.body ?? {});
  if (parsed.success) return parsed.data;
  throw new AppError('invalid_input', 'A field of the form was given more than once: send each once.');
}

/**
 * Who sends this form: somebody signed in, from a page of ours.
 * @throws AppError `forbidden`
 */
export async function requireViewer(
  { publicUrl }: Pick<SignInParts, 'publicUrl'>,
  viewers: Viewers,
  request: Request,
): Promise<{ viewer: Viewer; form: z.output<typeof formSchema> }> {
  const viewer = await viewers.viewerOf(request);
  if (!viewer) throw new AppError('forbidden', 'You are not signed in any more: sign in, and try again.');
  const form = formOf(request);
  assertOwnForm(request, { publicUrl, sessionToken: viewer.sessionToken, given: form['csrf'] });
  return { viewer, form };
}
