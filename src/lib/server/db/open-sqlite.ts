import Sqlite from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import type { Database, Drizzle, Queries, Tx, TransactionOptions, Value } from './database.ts';
import { MostRecent } from './most-recent.ts';
import { replacePlaceholders } from './placeholders.ts';
import * as schema from './schema.sqlite.ts';
import { SqliteWriter } from './sqlite-writer.ts';

/**
 * Opens the embedded database: one writer connection behind a queue, one read-only connection.
 * @param file the database file; made when missing
 */
export function openSqlite(file: string, migrationsFolder: string): Database {
  const connection = new Sqlite(file);
  connection.pragma('busy_timeout = 5000');
  connection.pragma('journal_mode = WAL');
  connection.pragma('foreign_keys = OFF');
  migrate(drizzle(connection, { schema }), { migrationsFolder });
  const broken = connection.pragma('foreign_key_check') as unknown[];
  if (broken.length > 0) throw new Error(`the database has ${broken.length} rows that point nowhere`);
  connection.pragma('foreign_keys = ON');
  connection.pragma('synchronous = FULL');
  // What is deleted is overwritten: an erased person must not be found in the free pages of the file (no cost in our trials).
  connection.pragma('secure_delete = ON');
  connection.pragma('cache_size = -64000');
  // 32 MB of log between checkpoints (1,000 pages by default, which busy groups fill several times a second): pages that many
  // commits change are written back once.
  connection.pragma('wal_autocheckpoint = 8000');
  assertPragma(connection, 'journal_mode', 'wal');
  assertPragma(connection, 'synchronous', 2);
  assertPragma(connection, 'foreign_keys', 1);

  const reader = new Sqlite(file, { readonly: true });
  reader.pragma('query_only = ON');
  reader.pragma('cache_size = -64000');

  const writer = new SqliteWriter(connection, (alive) => new SqliteTx(connection, alive));
  return {
    engine: 'sqlite',
    read: new SqliteQueries(reader),
    transaction: <T>(work: (tx: Tx) => Promise<T>, options?: TransactionOptions) => writer.run(work, options),
    announce: () => {},
    onAnnounced: () => {},
    backup: async (target) => {
      await writer.betweenGroups(() => connection.backup(target));
    },
    close: async () => {
      await writer.close();
      reader.close();
      connection.close();
    },
  };
}

function assertPragma(connection: Sqlite.Database, name: string, expected: string | number): void {
  const actual = connection.pragma(name, { simple: true });
  if (actual !== expected)
    throw new Error(`SQLite ${name} is ${String(actual)}, not ${expected}: commits would not be durable`);
}

class SqliteQueries implements Queries {
  readonly engine = 'sqlite' as const;
  readonly schema = schema;
  readonly #connection: Sqlite.Database;
  readonly #statements: MostRecent<string, Sqlite.Statement>;
  #drizzle: Drizzle | undefined;

  constructor(connection: Sqlite.Database) {
    this.#connection = connection;
    this.#statements = statementsOf(connection);
  }

  get drizzle(): Drizzle {
    this.check();
    return (this.#drizzle ??= drizzleOf(this.#connection));
  }

  /** Throws when the handle may no longer be used; a plain read handle always may. */
  protected check(): void {}

  protected statement(sql: string): Sqlite.Statement {
    this.check();
    return this.#statements.get(sql) ?? this.#statements.set(sql, this.#connection.prepare(planOnce(sql)));
  }

  // Errors of the engine become rejections, as on PostgreSQL; an async function costs nothing measurable here.
  // eslint-disable-next-line @typescript-eslint/require-await
  async get<Row>(sql: string, params: readonly Value[] = []): Promise<Row | undefined> {
    return this.statement(sql).get(...params) as Row | undefined;
  }

  // eslint-disable-next-line @typescript-eslint/require-await
  async all<Row>(sql: string, params: readonly Value[] = []): Promise<Row[]> {
    return this.statement(sql).all(...params) as Row[];
  }
}

class SqliteTx extends SqliteQueries implements Tx {
  readonly #alive: { yes: boolean; actions: (() => void)[] };

  constructor(connection: Sqlite.Database, alive: { yes: boolean; actions: (() => void)[] }) {
    super(connection);
    this.#alive = alive;
  }

  protected override check(): void {
    if (!this.#alive.yes) throw new Error('this transaction has ended; pass tx on and await everything inside it');
  }

  // eslint-disable-next-line @typescript-eslint/require-await
  async run(sql: string, params: readonly Value[] = []): Promise<number> {
    return this.statement(sql).run(...params).changes;
  }

  afterCommit(action: () => void): void {
    this.check();
    this.#alive.actions.push(action);
  }
}

/**
 * The engine is compiled with STAT4: a plan that might depend on a bound value is made anew at every execution, which
 * cost 30 of 33 µs of reading a lead. A plus hides the value from the planner and changes nothing else.
 */
const planOnce = (sql: string): string => replacePlaceholders(sql, () => '+?');

/** A list of ids makes a text of its own for every length: filters of a list have more of them than memory has room for. */
const MOST_STATEMENTS = 1_000;
const statementCaches = new WeakMap<Sqlite.Database, MostRecent<string, Sqlite.Statement>>();
function statementsOf(connection: Sqlite.Database): MostRecent<string, Sqlite.Statement> {
  let cache = statementCaches.get(connection);
  if (!cache) statementCaches.set(connection, (cache = new MostRecent(MOST_STATEMENTS)));
  return cache;
}

const drizzles = new WeakMap<Sqlite.Database, Drizzle>();
function drizzleOf(connection: Sqlite.Database): Drizzle {
  let instance = drizzles.get(connection);
  if (!instance) drizzles.set(connection, (instance = drizzle(connection, { schema })));
  return instance;
}
