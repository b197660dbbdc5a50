/**
 * Whether reading the recipes of this meta.yaml may execute code of the feedstock: only `dict_object` does. It is
 * searched in the text, and whatever could spell it otherwise (an escape, another encoding) counts too, since another
 * parser than ours acts on it.
 */
export function mayExecuteCode(text: string): boolean {
  return text.includes('dict_object') || text.includes('\\') || text.includes('\0') || text.includes('\uFFFD');
}

/** A name, perhaps with extras, versions and a marker. What names a place, a file or an option is something else. */
const BY_NAME = /^(?!.*\s--)[A-Za-z0-9][\w.-]*\s*(?:\[[\w\s,.-]*\])?\s*(?:[(=<>!~][^@/\\:]*)?(?:;.*)?$/;

/**
 * Whether installing this requirements.txt may execute code of an author, as far as its text shows: packages by name
 * come from the registry, and every other line (`git+…`, a URL, a path, an option) may build from source. Who installs
 * must still refuse source distributions of named packages.
 */
export function mayBuildFromSource(text: string): boolean {
  const lines = text.split(/\r\n|\r|\n/).map((line) => line.replace(/(?:^|\s)#.*$/, '').trim());
  return lines.some((line) => line !== '' && !BY_NAME.test(line));
}
