const MARKER = /<!-- pangeo-forge: run (\d{1,9}) -->/;

/** Hidden in an issue: the run that it tells of. */
export function runMarker({ id }: { id: number }): string {
  return `<!-- pangeo-forge: run ${id} -->`;
}

export function runIdIn(body: string): number | null {
  const [, id] = MARKER.exec(body) ?? [];
  return id === undefined ? null : Number(id);
}
