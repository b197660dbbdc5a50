interface Slot<Value> {
  value: Value | null;
}

/**
 * A Map for values that stay for a moment, in order of arrival. When V8's own Map grows or has many holes, it starts a
 * new table; the table that it leaves behind keeps its values and points to the next one. Once such a table is in the
 * old generation, every collection of young objects treats all later values as alive and moves them there too. Here a
 * value is gone from every table as soon as it is deleted.
 */
export class TransientMap<Key, Value extends object> {
  readonly #slots = new Map<Key, Slot<Value>>();

  get size(): number {
    return this.#slots.size;
  }

  get(key: Key): Value | undefined {
    return this.#slots.get(key)?.value ?? undefined;
  }

  set(key: Key, value: Value): void {
    const slot = this.#slots.get(key);
    if (slot) slot.value = value;
    else this.#slots.set(key, { value });
  }

  delete(key: Key): void {
    const slot = this.#slots.get(key);
    if (!slot) return;
    slot.value = null;
    this.#slots.delete(key);
  }

  clear(): void {
    for (const slot of this.#slots.values()) slot.value = null;
    this.#slots.clear();
  }

  *values(): Generator<Value> {
    for (const { value } of this.#slots.values()) if (value !== null) yield value;
  }
}
