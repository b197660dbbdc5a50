import { Type } from '@mikro-orm/core';

const NAIVE = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})(?:\.(\d{1,6}))?/;

/**
 * UTC without a zone, as the original stored and served it: `2021-01-01T00:00:00`, with six decimals when there are microseconds.
 * A string, because a Date would cut the microseconds that adopted rows have.
 */
export class NaiveTimestamp extends Type<string, string> {
  override convertToJSValue(value: string): string {
    const parts = NAIVE.exec(String(value));
    if (!parts) return value;
    const fraction = (parts[3] ?? '').padEnd(6, '0');
    return `${parts[1]}T${parts[2]}${/[1-9]/.test(fraction) ? `.${fraction}` : ''}`;
  }

  override convertToDatabaseValue(value: string): string {
    return value;
  }

  override getColumnType(): string {
    return 'timestamp(6)';
  }

  override get runtimeType(): string {
    return 'string';
  }

  override compareAsType(): string {
    return 'string';
  }
}
