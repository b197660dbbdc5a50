/** `/feedstocks/{id}` and `/{spec:path}` in Express's words. */
export function toExpressPath(path: string): string {
  return path.replace(/\{(\w+):path\}/g, '*$1').replace(/\{(\w+)\}/g, ':$1');
}

/** The path as OpenAPI writes it. */
export function toOpenApiPath(path: string): string {
  return path.replaceAll(':path}', '}');
}

/** The same path with or without its slash at the end; null for the root, which has but one form. */
export function otherSlashForm(path: string): string | null {
  if (path === '/') return null;
  return path.endsWith('/') ? path.slice(0, -1) : `${path}/`;
}
