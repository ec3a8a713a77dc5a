import { getTableName, is, Table } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { eraseCustomer } from '#lib/server/operations/erase-customer.ts';
import type { Context } from '#lib/server/context/context.ts';
import * as schema from '#lib/server/db/schema.sqlite.ts';
import { aFloor } from '../../support/a-floor.ts';
import { aLead, leadNow } from '../../support/a-lead.ts';
import { LiveViewer } from '../../support/live-viewer.ts';
import { cookieOf, RealData, RealServer, runCli, runServer } from '../../support/real-server.ts';
import { freshDatabase, testEngine } from '../../support/test-context.ts';

const tables = Object.values(schema)
  .filter((value) => is(value, Table))
  .map((table) => getTableName(table));

/** Every row of every table as one engine gives it, in an order of its own; lucia's expiry as a time. */
async function contents({ db }: Context): Promise<Record<string, string[]>> {
  const all: Record<string, string[]> = {};
  for (const table of tables) {
    const rows = await db.read.all<Record<string, unknown>>(`select * from ${table}`);
    all[table] = rows
      .filter((row) => !(table === 'settings' && row['key'] === 'epoch'))
      .map((row) => JSON.stringify(Object.fromEntries(Object.entries(row).map(plain).sort())))
      .sort();
  }
  return all;
}

const plain = ([column, value]: [string, unknown]): [string, unknown] => {
  if (column === 'expires_at' && value instanceof Date) return [column, value.getTime() / 1000];
  return [column, Buffer.isBuffer(value) ? value.toString('hex') : value];
};

describe.runIf(testEngine() === 'postgres')('moving to PostgreSQL', { timeout: 180_000 }, () => {
  it('carries every row over, lets people stay signed in, and refuses to go on with the old copy', async () => {
    const data = await RealData.make('sqlite');
    const target = await freshDatabase();
    const { boardId, cookie, before } = await data.use(async (context) => {
      const floor = await aFloor(context);
      const [rep] = floor.east.reps;
      const more = Array.from({ length: 700 }, (_, n) => ({ name: `王小${n}`, tags: ['a', '重点'] }));
      await Promise.all(more.map((what) => aLead(context, floor, rep!, what)));
      const leadId = await aLead(context, floor, rep!, { identities: [{ kind: 'phone', value: '13912345678' }] });
      const { customerId } = await leadNow(context, leadId);
      await eraseCustomer(context, floor.admin, { customerId });
      await context.db.transaction((tx) =>
        tx.run('insert into import_files (import_id, part, body) values (?, 0, ?)', ['x', Buffer.from([0, 255, 10])]),
      );
      const signedIn = await cookieOf(context, floor.admin.personId);
      return { boardId: floor.boardId, cookie: signedIn, before: await contents(context) };
    });

    const moved = await runCli(data, 'move-to-postgres', target.url, '--json');
    expect(moved.exitCode, moved.output).toBe(0);
    expect(JSON.parse(moved.stdout)).toMatchObject({ rows: { leads: 701, customers: 701 } });
    expect(await data.use(contents, { DATABASE_URL: target.url })).toEqual(before);

    const old = runServer(data.env, ['--port', '0']);
    expect(await old.ended).toBe(1);
    expect(old.output.join('')).toContain('was moved to postgres://');
    const again = await runCli(data, 'move-to-postgres', target.url);
    expect(again.exitCode).toBe(1);

    const server = await RealServer.start({ env: { ...data.env, DATABASE_URL: target.url } }, {});
    const viewer = new LiveViewer(boardId, cookie);
    await viewer.connect(server);
    expect(viewer.cards.size).toBe(701);
    viewer.disconnect();
    expect(await server.stop()).toBe(0);
    await data.remove();
    await target.drop();
  });

  it('refuses a database that is not empty, and one that is not there', async () => {
    const data = await RealData.make('sqlite');
    await data.use((context) => aFloor(context));
    const full = await RealData.make('postgres');
    await full.use((context) => aFloor(context));
    const refused = await runCli(data, 'move-to-postgres', full.env['DATABASE_URL']!);
    expect(refused.exitCode).toBe(1);
    expect(refused.output).toContain('is not empty');
    const missing = new URL(full.env['DATABASE_URL']!);
    missing.pathname = '/nowhere';
    expect((await runCli(data, 'move-to-postgres', missing.href)).output).toContain('no such database');
    const down = await runCli(data, 'move-to-postgres', 'postgres://localhost:1/x');
    expect(down.output).toContain('No PostgreSQL answers');
    const still = await data.start();
    expect((await still.fetch('/healthz')).status).toBe(200);
    await Promise.all([data.remove(), full.remove()]);
  });
});
