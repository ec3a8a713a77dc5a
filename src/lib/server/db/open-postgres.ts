import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';
import { isDomainError } from '#lib/domain/errors.ts';
import { tellCommitted } from './after-commit.ts';
import type { Database, Drizzle, Queries, Schema, Tx, TransactionOptions, Value } from './database.ts';
import { Announcer } from './postgres-announcer.ts';
import { replacePlaceholders } from './placeholders.ts';
import * as postgresSchema from './schema.postgres.ts';

const schema = postgresSchema as unknown as Schema;
/** Any constant does, as long as every node uses it. */
const MIGRATION_LOCK = 7_234_001;
const SERIALIZATION_FAILURE = '40001';
const DEADLOCK = '40P01';
const ATTEMPTS = 6;
/** Nobody waits longer for a connection: a server behind a dead route would otherwise never be said to be away. */
const CONNECT_MS = 10_000;

/** 64-bit integers arrive as numbers: instants and minor units stay far below 2^53. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (id: number, format?: string) =>
    id === pg.types.builtins.INT8
      ? Number
      : (pg.types.getTypeParser as (id: number, format?: string) => unknown)(id, format),
};

export async function openPostgres(url: string, migrationsFolder: string, wakeUps = true): Promise<Database> {
  const line = { connectionString: url, types, connectionTimeoutMillis: CONNECT_MS, keepAlive: true };
  const writers = new pg.Pool({ ...line, max: 16 });
  const readers = new pg.Pool({
    ...line,
    max: 8,
    options: '-c default_transaction_read_only=on',
  });
  // An idle client that loses its server emits here; the next query reports it to whoever asked.
  writers.on('error', () => {});
  readers.on('error', () => {});
  await migrateOnce(writers, migrationsFolder);
  const announcer = new Announcer(url, writers, wakeUps);
  await announcer.listen();

  return {
    engine: 'postgres',
    read: new PostgresQueries(readers),
    transaction: (work, options) => runTransaction(writers, work, options),
    announce: (ids) => announcer.announce(ids),
    onAnnounced: (listener) => announcer.onAnnounced(listener),
    backup: () => Promise.reject(new Error('use pg_dump to back up a PostgreSQL database')),
    close: async () => {
      await announcer.close();
      await Promise.all([writers.end(), readers.end()]);
    },
  };
}

/** Nodes that start together take turns: the second finds nothing left to do. */
async function migrateOnce(pool: pg.Pool, migrationsFolder: string): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await migrate(drizzle(client), { migrationsFolder });
  } finally {
    await client.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => {});
    client.release();
  }
}

async function runTransaction<T>(
  pool: pg.Pool,
  work: (tx: Tx) => Promise<T>,
  options: TransactionOptions = {},
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await once(pool, work);
    } catch (error) {
      const code = (error as { code?: string }).code ?? (error as { cause?: { code?: string } }).cause?.code;
      if ((code === SERIALIZATION_FAILURE || code === DEADLOCK) && attempt < ATTEMPTS) {
        await new Promise((resolve) => setTimeout(resolve, attempt * attempt * 4));
        continue;
      }
      const { afterRefusal } = options;
      if (afterRefusal && isDomainError(error)) await once(pool, (tx) => afterRefusal(tx, error));
      throw error;
    }
  }
}

async function once<T>(pool: pg.Pool, work: (tx: Tx) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  const tx = new PostgresTx(client);
  let broken: Error | undefined;
  // A connection that ends while it is out of the pool says so here as well as in the statement that used it; heard by
  // nobody it would end the process.
  const lost = (error: Error) => (broken = error);
  client.on('error', lost);
  try {
    await client.query('begin');
    const value = await work(tx);
    tx.end();
    await client.query('commit');
    tellCommitted(tx.actions);
    return value;
  } catch (error) {
    tx.end();
    await client.query('rollback').catch((failure: Error) => (broken = failure));
    throw error;
  } finally {
    client.off('error', lost);
    // An ended connection may say so yet.
    if (broken) client.on('error', () => {});
    client.release(broken);
  }
}

/**
 * A list of ids makes a text of its own for every length; a named one stays with the connection for good. Those that every
 * command uses have come long before this many.
 */
const MOST_NAMED = 1_000;
const statements = new Map<string, { name: string; text: string }>();
/** `?` becomes `$1…`; each text gets one name, so that the server plans it once per connection. */
function statement(sql: string): { name?: string; text: string } {
  const known = statements.get(sql);
  if (known) return known;
  const text = replacePlaceholders(sql, (number) => `$${number}`);
  if (statements.size >= MOST_NAMED) return { text };
  const named = { name: `tideboard_${statements.size}`, text };
  statements.set(sql, named);
  return named;
}

class PostgresQueries implements Queries {
  readonly engine = 'postgres' as const;
  readonly schema = schema;
  readonly #client: pg.Pool | pg.PoolClient;
  #drizzle: Drizzle | undefined;

  constructor(client: pg.Pool | pg.PoolClient) {
    this.#client = client;
  }

  get drizzle(): Drizzle {
    this.check();
    return (this.#drizzle ??= drizzle(this.#client as pg.Pool, { schema: postgresSchema }) as unknown as Drizzle);
  }

  protected check(): void {}

  protected query<Row extends pg.QueryResultRow>(sql: string, params: readonly Value[]): Promise<pg.QueryResult<Row>> {
    this.check();
    return this.#client.query<Row>({ ...statement(sql), values: params as Value[] });
  }

  async get<Row>(sql: string, params: readonly Value[] = []): Promise<Row | undefined> {
    return (await this.query(sql, params)).rows[0] as Row | undefined;
  }

  async all<Row>(sql: string, params: readonly Value[] = []): Promise<Row[]> {
    return (await this.query(sql, params)).rows as Row[];
  }
}

class PostgresTx extends PostgresQueries implements Tx {
  readonly actions: (() => void)[] = [];
  #ended = false;

  end(): void {
    this.#ended = true;
  }

  protected override check(): void {
    if (this.#ended) throw new Error('this transaction has ended; pass tx on and await everything inside it');
  }

  async run(sql: string, params: readonly Value[] = []): Promise<number> {
    return (await this.query(sql, params)).rowCount ?? 0;
  }

  afterCommit(action: () => void): void {
    this.check();
    this.actions.push(action);
  }
}
