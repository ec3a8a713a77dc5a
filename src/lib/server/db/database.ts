import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import type * as schema from './schema.sqlite.ts';

export type Engine = 'sqlite' | 'postgres';
export type Value = string | number | null | Buffer;
export type Schema = typeof schema;

/**
 * drizzle over either engine. Typed as its SQLite flavour, PostgreSQL is cast once (open-postgres.ts): awaited builders
 * behave alike. Take tables from the handle's `schema`, never from a schema file: the engines have their own objects.
 */
export type Drizzle = BetterSQLite3Database<Schema>;

/**
 * Reads. SQL text uses `?` and runs on both engines; name result columns with quoted aliases (`as "boardId"`).
 * Booleans are 0/1 and JSON is text in raw SQL (columns.sqlite.ts); use drizzle where its mapping is worth its cost
 * (about 3 times slower on writes, 10 times on a read by id).
 */
export interface Queries {
  readonly engine: Engine;
  readonly schema: Schema;
  readonly drizzle: Drizzle;
  get<Row>(sql: string, params?: readonly Value[]): Promise<Row | undefined>;
  all<Row>(sql: string, params?: readonly Value[]): Promise<Row[]>;
}

/** A running transaction. Dead after its callback returns: a kept reference throws. Await nothing but the database inside. */
export interface Tx extends Queries {
  /** Answers the number of rows changed. */
  run(sql: string, params?: readonly Value[]): Promise<number>;
  /** Runs once the transaction is on disk, in order; never when it was rolled back. */
  afterCommit(action: () => void): void;
}

export interface TransactionOptions {
  /** Runs in a fresh savepoint (or transaction) after the work was refused and rolled back. */
  afterRefusal?: (tx: Tx, refusal: Error) => Promise<void>;
}

export interface Database {
  readonly engine: Engine;
  /** Read-only on both engines. */
  readonly read: Queries;
  /** The only way to write. Resolves when the work is on disk. */
  transaction<T>(work: (tx: Tx) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** Tells other nodes (and nobody on SQLite) that these streams grew; several calls become one message. */
  announce(streamIds: readonly string[]): void;
  /** Hears what other nodes announced. */
  onAnnounced(listener: (streamIds: string[]) => void): void;
  /** Copies the whole database into a file (SQLite only), from the writer, so that it ends under load. */
  backup(file: string): Promise<void>;
  close(): Promise<void>;
}
