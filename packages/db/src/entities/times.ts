import { Type } from '@mikro-orm/core';

/** Times are strings everywhere: a Date would cut the microseconds that rows have. */
abstract class TimeText extends Type<string, string> {
  override get runtimeType(): string {
    return 'string';
  }

  override compareAsType(): string {
    return 'string';
  }
}

const NAIVE = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})(?:\.(\d{1,6}))?/;

/**
 * UTC without a zone, as the original stored and served it: `2021-01-01T00:00:00`, with six decimals when there are
 * microseconds.
 */
export class NaiveTimestamp extends TimeText {
  override convertToJSValue(value: string): string {
    const parts = NAIVE.exec(String(value));
    if (!parts) return value;
    const fraction = (parts[3] ?? '').padEnd(6, '0');
    return `${parts[1]}T${parts[2]}${/[1-9]/.test(fraction) ? `.${fraction}` : ''}`;
  }

  override getColumnType(): string {
    return 'timestamp without time zone';
  }
}

/** As Postgres writes it: `2021-01-01 00:00:00.123456+00`. */
export class Timestamptz extends TimeText {
  override getColumnType(): string {
    return 'timestamp with time zone';
  }
}
