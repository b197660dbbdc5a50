/**
 * Whether reading the recipes of this meta.yaml may execute code of the feedstock: only `dict_object` does. It is
 * searched in the text, and whatever could spell it otherwise (an escape) counts too, since another parser than ours
 * acts on it. Absent text holds nothing to execute.
 */
export function mayExecuteCode(text: string | null): boolean {
  return text !== null && (text.includes('dict_object') || text.includes('\\'));
}
