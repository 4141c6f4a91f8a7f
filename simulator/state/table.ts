import { z } from "zod";

/** Rows by their key, in the order in which they were added. */
export class Table<Key extends string | number, Row extends object> {
  private readonly rows = new Map<Key, Row>();
  /** Rows that an earlier run wrote are trusted to have kept their shape. */
  private readonly schema = z.array(z.custom<Row>((value) => typeof value === "object" && value !== null));

  constructor(private readonly keyOf: (row: Row) => Key) {}

  /** Returns the row of a key, or undefined. */
  get(key: Key): Row | undefined {
    return this.rows.get(key);
  }

  /** True if the row is still there. */
  has(row: Row): boolean {
    return this.rows.get(this.keyOf(row)) === row;
  }

  /** Returns all rows. */
  all(): Row[] {
    return [...this.rows.values()];
  }

  /** Returns the rows that pass a test. */
  where(test: (row: Row) => boolean): Row[] {
    const found: Row[] = [];
    for (const row of this.rows.values()) if (test(row)) found.push(row);
    return found;
  }

  /** Returns the first row that passes a test, or undefined. */
  first(test: (row: Row) => boolean): Row | undefined {
    for (const row of this.rows.values()) if (test(row)) return row;
    return undefined;
  }

  /** Adds a row, or puts it in place of the one with its key. */
  add(row: Row): void {
    this.rows.set(this.keyOf(row), row);
  }

  /** Removes rows. */
  remove(...rows: readonly Row[]): void {
    for (const row of rows) this.rows.delete(this.keyOf(row));
  }

  /** Removes all rows. */
  clear(): void {
    this.rows.clear();
  }

  /** Adds rows as `all` returned them in an earlier run; throws if they aren't any. */
  load(rows: unknown): void {
    for (const row of this.schema.parse(rows)) this.add(row);
  }
}
