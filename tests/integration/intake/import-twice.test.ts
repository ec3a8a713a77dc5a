import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { movePerson } from '#lib/server/access/move-person.ts';
import { findLeads } from '#lib/server/board/lead-row.ts';
import { findImport } from '#lib/server/intake/import-store.ts';
import { runImport } from '#lib/server/intake/run-import.ts';
import { undoImport } from '#lib/server/intake/undo-import.ts';
import type { Context } from '#lib/server/context/context.ts';
import type { Database } from '#lib/server/db/database.ts';
import { aFloor, type Floor } from '../../support/a-floor.ts';
import { watchBoard } from '../../support/expect-converged.ts';
import { expectOwnershipSound } from '../../support/expect-ownership-sound.ts';
import { testContext, testEngine, type TestContext } from '../../support/test-context.ts';
import { aStoredImport, manyRows } from './an-import.ts';

let test: TestContext;
let floor: Floor;
beforeEach(async () => {
  test = await testContext();
  floor = await aFloor(test.context);
});
afterEach(() => test.close());

/** PostgreSQL: a node of its own; SQLite has one process, in which two runs can meet all the same. */
const anotherNode = () => (testEngine() === 'postgres' ? test.secondNode() : Promise.resolve(test.context));

describe('two runs of one import at the same time', () => {
  it('[D7] take each row once, and enter an unknown owner once', { timeout: 60_000 }, async () => {
    const second = await anotherNode();
    const id = await aStoredImport(test.context, floor, manyRows(700, 'Nobody Known'));
    const viewers = await watchBoard(test.context, floor);
    await Promise.all([runImport(test.context, id), runImport(second, id), runImport(test.context, id)]);
    expect(await findImport(test.context.db.read, id)).toMatchObject({
      state: 'finished',
      done: 700,
      created: 700,
      failed: 0,
    });
    const leads = await findLeads(test.context.db.read, 'l.import_id = ?', [id]);
    expect(leads).toHaveLength(700);
    expect(new Set(leads.map(({ name }) => name)).size).toBe(700);
    const strangers = await test.context.db.read.all(`select id from people where name = 'Nobody Known'`);
    expect(strangers).toHaveLength(1);
    await viewers.expectConverged();
    await expectOwnershipSound(test.context);
  });

  it('[D7] one that fell behind takes nothing more, and does not say that the other failed', async () => {
    const second = await anotherNode();
    const id = await aStoredImport(test.context, floor, manyRows(300));
    let overtaken: Promise<void> | undefined;
    let asked = 0;
    // The first run hears of nothing while the second goes through the whole file.
    await runImport(test.context, id, () => {
      if (++asked === 2) overtaken = runImport(second, id);
      return false;
    });
    await overtaken;
    expect(await findImport(test.context.db.read, id)).toMatchObject({ state: 'finished', done: 300, created: 300 });
    expect(await findLeads(test.context.db.read, 'l.import_id = ?', [id])).toHaveLength(300);
  });

  it('[D7] no row comes after somebody began to take the import back', async () => {
    const id = await aStoredImport(test.context, floor, manyRows(300));
    await expect(undoImport(test.context, floor.admin, { importId: id })).rejects.toMatchObject({
      code: 'import_not_undoable',
    });
    let asked = 0;
    await runImport(test.context, id, () => ++asked > 2);
    await expect(undoImport(test.context, floor.admin, { importId: id })).rejects.toMatchObject({
      code: 'import_not_undoable',
    });
    await test.context.db.transaction((tx) => tx.run(`update imports set state = 'failed' where id = ?`, [id]));
    const second = await anotherNode();
    // The second one goes on with it beside the first, or hears that it is done.
    const undone = await Promise.allSettled([
      undoImport(test.context, floor.admin, { importId: id }),
      undoImport(second, floor.admin, { importId: id }),
    ]);
    expect(undone.some(({ status }) => status === 'fulfilled')).toBe(true);
    await runImport(test.context, id);
    expect(await findLeads(test.context.db.read, 'l.import_id = ?', [id])).toEqual([]);
    const log = await test.context.db.read.all(`select id from audit_log where kind = 'import_undone'`);
    expect(log).toHaveLength(1);
  });
});

/** Lets something happen between two transactions of whoever uses it. */
function meanwhile(context: Context, before: number, happen: () => Promise<unknown>): Context {
  let nth = 0;
  const transaction: Database['transaction'] = async (work, options) => {
    if (++nth === before) await happen();
    return context.db.transaction(work, options);
  };
  const db = new Proxy(context.db, {
    get: (of, name) => {
      if (name === 'transaction') return transaction;
      const value: unknown = Reflect.get(of, name, of);
      return typeof value === 'function' ? (value.bind(of) as unknown) : value;
    },
  });
  return { ...context, db };
}

describe('an owner who is moved while his leads come in', () => {
  it('[X1] has them all in the team in which he is by then', async () => {
    const id = await aStoredImport(test.context, floor, manyRows(120));
    const { personId } = floor.east.reps[0]!;
    const { west } = floor.teams;
    // The start, the first chunk; then he goes, before the second.
    const moving = meanwhile(test.context, 3, () => movePerson(test.context, floor.admin, { personId, teamId: west }));
    await runImport(moving, id);
    const leads = await findLeads(test.context.db.read, 'l.import_id = ?', [id]);
    expect(leads).toHaveLength(120);
    expect(leads.map(({ ownerId }) => ownerId)).toEqual(leads.map(() => personId));
    expect(new Set(leads.map(({ teamId }) => teamId))).toEqual(new Set([west]));
    await expectOwnershipSound(test.context);
  });
});
