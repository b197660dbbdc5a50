import { detailOf } from '@pangeo-forge/api-client/api-refusal';
import { AppError, type ErrorCode } from '@pangeo-forge/shared/errors/app-error';

const CODE_OF_STATUS: Record<number, ErrorCode> = {
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  422: 'invalid_input',
  429: 'rate_limited',
  502: 'unavailable',
  503: 'unavailable',
};
const MAX_TEXT = 500;

/** What an answer that is no success means to who asked. */
export async function refusalOf(request: Request, response: Response): Promise<AppError> {
  const text = await response.text().catch(() => '');
  const code = CODE_OF_STATUS[response.status] ?? (response.status >= 500 ? 'unavailable' : 'invalid_input');
  const detail = detailOf(text) || text.slice(0, MAX_TEXT) || response.statusText;
  const asked = `${request.method} ${new URL(request.url).pathname}`;
  return new AppError(code, `${asked} was answered with ${response.status}: ${detail}`);
}
