interface Slot<Value> {
  value: Value | null;
}

/**
 * A Map for values that only pass through, in order of arrival. When a Map of V8 grows or has many holes it begins a new table; the one that it leaves
 * behind keeps what was in it, and points to the next. Once one of them is old enough for the old generation, every collection of young objects takes
 * all that passes through from then on for alive, and moves it there too. Here a value is gone from every table as soon as it is deleted.
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
