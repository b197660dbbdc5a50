import { StacProblem } from '../stac-problem.ts';
import { type Token, tokensOf } from './tokens.ts';

const MAX_DEPTH = 32;

/**
 * CQL2 text as CQL2 JSON, which is checked next. [OGC 21-065r2, annex B] What it has no form for: arithmetic, functions
 * that are not of CQL2, and comparisons that do not start with a property.
 * @throws StacProblem where it is not understood.
 */
export function jsonOfText(text: string): unknown {
  const reader = readerOf(tokensOf(text));
  const expression = readOr(reader, 1);
  if (reader.peek().kind !== 'end') throw reader.problem();
  return expression;
}

type Reader = ReturnType<typeof readerOf>;

function readerOf(tokens: readonly Token[]) {
  let at = 0;
  const end = { kind: 'end', raw: 'its end', value: '' } as const;
  const peek = (ahead = 0): Token => tokens[at + ahead] ?? end;
  const is = (value: string) => ['name', 'sign'].includes(peek().kind) && peek().value === value;
  const problem = () => new StacProblem(`filter: ${peek().raw.slice(0, 40)} was not expected there.`);
  return {
    peek,
    is,
    problem,
    next: () => tokens[at++] ?? end,
    /** Whether it came; it is read then. */
    accept(value: string): boolean {
      if (!is(value)) return false;
      at++;
      return true;
    },
    expect(value: string): void {
      if (!is(value)) throw problem();
      at++;
    },
  };
}

function readOr(reader: Reader, depth: number): unknown {
  return readChain(reader, 'OR', () => readChain(reader, 'AND', () => readNot(reader, depth)));
}

function readChain(reader: Reader, word: 'AND' | 'OR', readPart: () => unknown): unknown {
  const args = [readPart()];
  while (reader.accept(word)) args.push(readPart());
  return args.length === 1 ? args[0] : { op: word.toLowerCase(), args };
}

function readNot(reader: Reader, depth: number): unknown {
  if (depth > MAX_DEPTH) throw new StacProblem(`filter has more than ${MAX_DEPTH} levels.`);
  if (reader.accept('NOT')) return not(readNot(reader, depth + 1));
  if (reader.accept('(')) {
    const inner = readOr(reader, depth + 1);
    reader.expect(')');
    return inner;
  }
  return readPredicate(reader);
}

const not = (condition: unknown) => ({ op: 'not', args: [condition] });

const FUNCTION = /^(S_INTERSECTS|T_INTERSECTS|A_CONTAINS|A_CONTAINEDBY|A_EQUALS|A_OVERLAPS)$/;

function readPredicate(reader: Reader): unknown {
  const token = reader.next();
  if (token.kind === 'name' && reader.is('(') && FUNCTION.test(token.value)) {
    reader.expect('(');
    const property = propertyOf(reader, reader.next());
    reader.expect(',');
    const args = [property, token.value.startsWith('A_') ? readArray(reader) : readLiteral(reader)];
    reader.expect(')');
    return { op: token.value.toLowerCase(), args };
  }
  if (token.kind === 'name' && ['TRUE', 'FALSE'].includes(token.value)) return token.value === 'TRUE';
  return readComparison(reader, propertyOf(reader, token));
}

function propertyOf(reader: Reader, { kind, raw, value }: Token): { property: string } {
  if (kind === 'quoted') return { property: value };
  if (kind !== 'name' || reader.is('(')) throw new StacProblem(`filter: ${raw.slice(0, 40)} is not a property.`);
  return { property: raw };
}

function readComparison(reader: Reader, property: { property: string }): unknown {
  if (reader.peek().kind === 'sign' && reader.peek().value !== '(')
    return { op: reader.next().value, args: [property, readLiteral(reader)] };
  if (reader.accept('IS')) {
    const isNot = reader.accept('NOT');
    reader.expect('NULL');
    const isNull = { op: 'isNull', args: [property] };
    return isNot ? not(isNull) : isNull;
  }
  const isNot = reader.accept('NOT');
  const condition = readRange(reader, property);
  return isNot ? not(condition) : condition;
}

function readRange(reader: Reader, property: { property: string }): unknown {
  if (reader.accept('LIKE')) return { op: 'like', args: [property, readLiteral(reader)] };
  if (reader.accept('BETWEEN')) {
    const low = readLiteral(reader);
    reader.expect('AND');
    return { op: 'between', args: [property, low, readLiteral(reader)] };
  }
  reader.expect('IN');
  return { op: 'in', args: [property, readArray(reader)] };
}

function readArray(reader: Reader): unknown[] {
  return readList(reader, () => readLiteral(reader));
}

function readList<T>(reader: Reader, readPart: () => T): T[] {
  reader.expect('(');
  const values = [readPart()];
  while (reader.accept(',')) values.push(readPart());
  reader.expect(')');
  return values;
}

function readLiteral(reader: Reader): unknown {
  const token = reader.next();
  if (token.kind === 'text') return token.value;
  if (token.kind === 'number') return Number(token.value);
  if (token.kind !== 'name') throw new StacProblem(`filter: ${token.raw.slice(0, 40)} is not a value.`);
  switch (token.value) {
    case 'TRUE':
    case 'FALSE':
      return token.value === 'TRUE';
    case 'TIMESTAMP':
    case 'DATE':
      return { [token.value.toLowerCase()]: readArray(reader)[0] };
    case 'INTERVAL':
      return { interval: readArray(reader) };
    case 'BBOX':
      return { bbox: readArray(reader) };
    default:
      return readGeometry(reader, token);
  }
}

const SHAPES: Readonly<Record<string, { type: string; levels: 0 | 1 | 2 | 3 }>> = {
  POINT: { type: 'Point', levels: 0 },
  MULTIPOINT: { type: 'MultiPoint', levels: 1 },
  LINESTRING: { type: 'LineString', levels: 1 },
  MULTILINESTRING: { type: 'MultiLineString', levels: 2 },
  POLYGON: { type: 'Polygon', levels: 2 },
  MULTIPOLYGON: { type: 'MultiPolygon', levels: 3 },
};

/** Well-known text as GeoJSON. */
function readGeometry(reader: Reader, token: Token): unknown {
  if (token.value === 'GEOMETRYCOLLECTION')
    return { type: 'GeometryCollection', geometries: readList(reader, () => readShape(reader, reader.next())) };
  return readShape(reader, token);
}

function readShape(reader: Reader, { kind, value, raw }: Token): unknown {
  const shape = kind === 'name' ? SHAPES[value] : undefined;
  if (!shape) throw new StacProblem(`filter: ${raw.slice(0, 40)} is not a value.`);
  reader.accept('Z');
  return { type: shape.type, coordinates: readCoordinates(reader, shape.levels) };
}

/** Positions of a MultiPoint may have parentheses of their own. */
function readCoordinates(reader: Reader, levels: number): unknown {
  if (levels === 0) {
    if (!reader.accept('(')) return readPosition(reader);
    const position = readPosition(reader);
    reader.expect(')');
    return position;
  }
  return readList(reader, () =>
    levels === 1 && !reader.is('(') ? readPosition(reader) : readCoordinates(reader, levels - 1),
  );
}

function readPosition(reader: Reader): number[] {
  const numbers: number[] = [];
  while (reader.peek().kind === 'number') numbers.push(Number(reader.next().value));
  return numbers;
}
