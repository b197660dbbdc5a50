const PLACES = 4_096;

/**
 * Tells whether a text was asked about lately, and remembers that it was. It keeps one number for each of its places and nothing else; texts that
 * share a place push one another out, so now and then it answers no to one that was.
 */
export function createAskedBefore(): (text: string) => boolean {
  const hashes = new Uint32Array(PLACES);
  return (text) => {
    const hash = hashOf(text);
    const place = hash % PLACES;
    const known = hashes[place] === hash;
    hashes[place] = hash;
    return known;
  };
}

/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
