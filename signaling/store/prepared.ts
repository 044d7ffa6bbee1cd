import type { Compilable, CompiledQuery, DialectAdapter, Kysely } from 'kysely';
import type { Schema } from './schema.js';

type Value = string | number | null;
export type Values = Readonly<Record<string, Value | readonly Value[] | undefined>>;

/** Lists of many lengths would make many queries of one. */
const SHAPES = 200;

/** Stands for a value while a query is compiled. */
class Place {
  readonly name: string;
  readonly index: number | undefined;

  constructor(name: string, index?: number) {
    this.name = name;
    this.index = index;
  }

  valueIn(values: Values): unknown {
    const value = values[this.name];
    return this.index === undefined ? value : (value as readonly Value[])[this.index];
  }
}

/**
 * A query that is built and compiled once for each shape of its values, not once for each time it is
 * asked: that would take as long as SQLite does. `build` may look only at whether a value is there and
 * how many a list has; the rest it gets as places.
 */
export function prepared<V extends Values, Row>(
  build: (db: Kysely<Schema>, values: V) => Compilable<Row>,
): (db: Kysely<Schema>, values: V) => Promise<Row[]> {
  const known = new WeakMap<DialectAdapter, Map<string, CompiledQuery<Row>>>();
  return async (db, values) => {
    const { adapter } = db.getExecutor();
    const shapes = known.get(adapter) ?? new Map<string, CompiledQuery<Row>>();
    known.set(adapter, shapes);
    const shape = shapeOf(values);
    let query = shapes.get(shape);
    if (!query) {
      if (shapes.size >= SHAPES) shapes.clear();
      shapes.set(shape, (query = build(db, placesOf(values)).compile()));
    }
    const parameters = query.parameters.map((each) =>
      each instanceof Place ? each.valueIn(values) : each,
    );
    const filled: CompiledQuery<Row> = { ...query, parameters };
    return (await db.executeQuery(filled)).rows;
  };
}

function shapeOf(values: Values): string {
  let shape = '';
  for (const name in values) {
    const value = values[name];
    if (value !== undefined) shape += `${name}:${Array.isArray(value) ? value.length : ''};`;
  }
  return shape;
}

function placesOf<V extends Values>(values: V): V {
  const places = Object.entries(values).map(([name, value]) => {
    if (value === undefined) return [name, undefined];
    if (!Array.isArray(value)) return [name, new Place(name)];
    return [name, value.map((_, index) => new Place(name, index))];
  });
  return Object.fromEntries(places) as V;
}
