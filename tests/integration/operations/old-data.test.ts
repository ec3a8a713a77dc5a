import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { getTableName, is, Table } from 'drizzle-orm';
import pg from 'pg';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { moveLeadSchema } from '#lib/contract/board/commands.ts';
import { databaseEpoch } from '#lib/server/access/epoch.ts';
import { loadActor } from '#lib/server/access/person-now.ts';
import { signIn } from '#lib/server/auth/sign-in.ts';
import { boardSnapshot } from '#lib/server/board/board-snapshot.ts';
import { moveLead } from '#lib/server/board/move-lead.ts';
import { createContext, type Context } from '#lib/server/context/context.ts';
import type { Database, Value } from '#lib/server/db/database.ts';
import { openPostgres } from '#lib/server/db/open-postgres.ts';
import { openSqlite } from '#lib/server/db/open-sqlite.ts';
import * as schema from '#lib/server/db/schema.sqlite.ts';
import { figuresFromLeads, storedFigures } from '#lib/server/metrics/figures-from-leads.ts';
import { aFloor, type Floor } from '../../support/a-floor.ts';
import { aLead, aPooledLead } from '../../support/a-lead.ts';
import { expectOwnershipSound } from '../../support/expect-ownership-sound.ts';
import { freshDatabase, testContext, testEngine, type TestContext } from '../../support/test-context.ts';

/** What the first version did not have. */
const LATER = ['sign_in_attempts', 'team_moves', 'figure_recounts', 'figure_now'];
const tables: string[] = Object.values(schema)
  .filter((value) => is(value, Table))
  .map((table) => getTableName(table))
  .filter((name) => !LATER.includes(name));

let test: TestContext;
let floor: Floor;
let dir: string;
const afterwards: (() => unknown)[] = [];
beforeEach(async () => {
  test = await testContext();
  floor = await aFloor(test.context);
  dir = mkdtempSync(join(tmpdir(), 'tideboard-old-'));
  afterwards.push(
    () => test.close(),
    () => rmSync(dir, { recursive: true }),
  );
});
afterEach(async () => {
  for (const end of afterwards.splice(0).reverse()) await end();
});

/** The migrations of the first version. */
function firstMigrations(): string {
  const folder = join(dir, 'first');
  cpSync(resolve('drizzle', testEngine()), folder, { recursive: true });
  const file = join(folder, 'meta', '_journal.json');
  const journal = JSON.parse(readFileSync(file, 'utf8')) as { entries: unknown[] };
  writeFileSync(file, JSON.stringify({ ...journal, entries: journal.entries.slice(0, 1) }));
  return folder;
}

async function emptyPlace(): Promise<(migrations: string) => Promise<Database>> {
  if (testEngine() === 'sqlite') return (migrations) => Promise.resolve(openSqlite(join(dir, 'old.db'), migrations));
  const { url, drop } = await freshDatabase();
  afterwards.push(drop);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('drop schema public cascade; drop schema if exists drizzle cascade; create schema public');
  await client.end();
  return (migrations) => openPostgres(url, migrations, false);
}

/** Every row, as far as the older tables hold it; a table that refers to another waits for it. */
async function copyRows(from: Database, to: Database): Promise<void> {
  for (let left = tables; left.length > 0;) {
    const waiting: string[] = [];
    for (const table of left) await copyTable(from, to, table).catch(() => waiting.push(table));
    if (waiting.length === left.length) throw new Error(`cannot be filled: ${waiting.join(', ')}`);
    left = waiting;
  }
}

async function copyTable(from: Database, to: Database, table: string): Promise<void> {
  const rows = await from.read.all<Record<string, Value>>(`select * from ${table}`);
  await to.transaction(async (tx) => {
    for (const row of rows) {
      const { single_keys: _later, ...known } = row;
      const columns = Object.keys(known);
      const values = columns.map((column) => known[column] ?? null);
      const marks = columns.map(() => '?').join(', ');
      await tx.run(
        `insert into ${table} (${columns.map((column) => `"${column}"`).join(', ')}) values (${marks})`,
        values,
      );
    }
  });
}

async function someWork(): Promise<string> {
  const { context, clock } = test;
  const [zhang, li] = floor.east.reps;
  for (const actor of [zhang!, li!, floor.west.reps[0]!]) {
    for (const expectedMinor of [null, 0, 120_000]) await aLead(context, floor, actor, { expectedMinor });
  }
  await aLead(context, floor, zhang!, { expectedMinor: 900, currency: 'USD' });
  for (let n = 0; n < 3; n++) await aPooledLead(context, floor, { expectedMinor: 10_000 });
  clock.advance(3_600_000);
  const [won, moved] = [await aLead(context, floor, li!), await aLead(context, floor, li!, { expectedMinor: 70_000 })];
  const move = (leadId: string, stageId: string, more: object = {}) =>
    moveLead(context, li!, moveLeadSchema.parse({ leadId, stageId, ...more }));
  await move(won, floor.stages.won, { wonMinor: 88_000 });
  await move(moved, floor.stages.visit);
  return moved;
}

const byText = (rows: readonly object[]) =>
  rows.map((row) => JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)))).sort();

async function expectFiguresExact({ db: { read } }: Context): Promise<void> {
  const [stored, wanted] = [await storedFigures(read, floor.boardId), await figuresFromLeads(read, floor.boardId)];
  expect(stored.now.length).toBeGreaterThan(4);
  for (const table of ['cells', 'reach', 'cycles', 'now'] as const)
    expect(byText(stored[table]), table).toEqual(byText(wanted[table]));
}

describe('data of the first version', () => {
  it('is all there after the update, with figures that are exact and stay so', { timeout: 60_000 }, async () => {
    const moved = await someWork();
    const open = await emptyPlace();
    const old = await open(firstMigrations());
    await expect(old.read.all('select 1 from figure_now')).rejects.toThrow();
    await copyRows(test.context.db, old);
    await old.close();

    const db = await open(resolve('drizzle', testEngine()));
    afterwards.push(() => db.close());
    const { config } = test.context;
    const log = pino({ level: 'silent' });
    const context = createContext({ config, db, log, epoch: await databaseEpoch(db), now: test.clock.now });
    await expectFiguresExact(context);
    await expectOwnershipSound(context);
    for (const key of ['all', `m||${floor.east.reps[0]!.personId}`]) {
      const before = await boardSnapshot(test.context, floor.boardId, key);
      const after = await boardSnapshot(context, floor.boardId, key);
      expect({ ...after, cursor: null }).toEqual({ ...before, cursor: null });
    }
    const [, li] = floor.east.reps;
    expect(await loadActor(db.read, li!.personId)).toEqual(li);
    await expect(
      signIn(context, { email: 'li@example.com', password: 'not it', userAgent: null, address: '127.0.0.1' }),
    ).rejects.toMatchObject({ code: 'sign_in_failed' });

    await moveLead(context, li!, moveLeadSchema.parse({ leadId: moved, stageId: floor.stages.offer }));
    await aLead(context, floor, li!, { expectedMinor: 5_000 });
    await expectFiguresExact(context);
  });
});
