import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { pino } from 'pino';
import { databaseEpoch } from '#lib/server/access/epoch.ts';
import { readConfig } from '#lib/server/config/config.ts';
import { createContext, type Context } from '#lib/server/context/context.ts';
import type { Engine } from '#lib/server/db/database.ts';
import { openDatabase } from '#lib/server/db/open-database.ts';
import { openPostgres } from '#lib/server/db/open-postgres.ts';

/** The engine this run tests; the test runner goes through all integration tests once per engine. */
export const testEngine = (): Engine => (process.env['TIDEBOARD_TEST_ENGINE'] === 'postgres' ? 'postgres' : 'sqlite');

/** A clock that the test moves. Starts on a Tuesday morning in Shanghai. */
export class TestClock {
  at = Date.UTC(2026, 8, 15, 2, 0, 0);
  now = (): number => this.at;
  advance(ms: number): void {
    this.at += ms;
  }
}

export interface TestContext extends Disposable {
  context: Context;
  clock: TestClock;
  /** Opens a second node on the same data (PostgreSQL only). */
  secondNode(): Promise<Context>;
  close(): Promise<void>;
}

/**
 * A context on a real, empty, migrated database of the engine under test: a file of its own, or a database of its own on
 * the server that the test runner brought up (TIDEBOARD_TEST_PG).
 */
export async function testContext(options: { engine?: Engine; wakeUps?: boolean } = {}): Promise<TestContext> {
  const engine = options.engine ?? testEngine();
  const dataDir = mkdtempSync(join(tmpdir(), 'tideboard-test-'));
  const database = engine === 'postgres' ? await freshDatabase() : null;
  const config = {
    ...readConfig({ TIDEBOARD_DATA: dataDir, TIDEBOARD_LOG: process.env['TIDEBOARD_TEST_LOG'] ?? 'silent' }),
    databaseUrl: database?.url ?? null,
    wakeUps: options.wakeUps ?? true,
    migrationsDir: resolve('drizzle'),
  };
  const clock = new TestClock();
  const opened: Context[] = [];
  const open = async (): Promise<Context> => {
    const db = await openDatabase(config);
    const log = pino({ level: config.logLevel });
    const context = createContext({ config, db, log, epoch: await databaseEpoch(db), now: clock.now });
    opened.push(context);
    return context;
  };
  const context = await open();
  const close = async () => {
    await Promise.all(opened.splice(0).map(({ db }) => db.close()));
    rmSync(dataDir, { recursive: true, force: true });
    await database?.drop();
  };
  return { context, clock, secondNode: open, close, [Symbol.dispose]: () => void close() };
}

/**
 * A database of its own, copied from a migrated template that the first test of a run makes: migrating anew for each
 * test would take longer than the tests.
 */
export async function freshDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const admin = process.env['TIDEBOARD_TEST_PG'];
  if (!admin) throw new Error('no PostgreSQL for this test: run `npm test`, or set TIDEBOARD_TEST_PG to an admin URL');
  const name = `tideboard_${randomBytes(6).toString('hex')}`;
  await asAdmin(admin, async (client) => {
    const template = await templateDatabase(admin, client);
    await client.query(`create database ${name} template ${template}`);
  });
  const drop = () =>
    asAdmin(admin, (client) => client.query(`drop database if exists ${name} with (force)`).then(() => {}));
  return { url: databaseUrl(admin, name), drop };
}

const TEMPLATE_LOCK = 7_234_002;

async function templateDatabase(admin: string, client: pg.Client): Promise<string> {
  const migrations = resolve('drizzle/postgres');
  const files = readdirSync(migrations).filter((file) => file.endsWith('.sql'));
  const hash = createHash('sha256');
  for (const file of files.sort()) hash.update(readFileSync(join(migrations, file)));
  const name = `tideboard_template_${hash.digest('hex').slice(0, 12)}`;
  await client.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK]);
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (rowCount === 0) {
      await client.query(`create database ${name}_new`);
      await (await openPostgres(databaseUrl(admin, `${name}_new`), migrations, false)).close();
      await client.query(`alter database ${name}_new rename to ${name}`);
    }
  } finally {
    await client.query('select pg_advisory_unlock($1)', [TEMPLATE_LOCK]);
  }
  return name;
}

async function asAdmin(admin: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: admin });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

function databaseUrl(admin: string, name: string): string {
  const url = new URL(admin);
  url.pathname = `/${name}`;
  return url.href;
}
