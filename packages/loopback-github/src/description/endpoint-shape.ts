/** A path with its parameters unnamed, so that `/x/:number` here and `/x/{issue_number}` there compare. */
export function endpointShape(method: string, path: string): string {
  const unnamed = path
    .replace(/\{\/\*\w+\}/g, '/{}')
    .replace(/[:*]\w+/g, '{}')
    .replace(/\{\w+\}/g, '{}');
  return `${method} ${unnamed}`;
}
