import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newBoardSchema } from '#lib/contract/access/boards.ts';
import { systemActor } from '#lib/domain/access/actor.ts';
import { createBoard } from '#lib/server/board/create-board.ts';
import { editLead } from '#lib/server/board/edit-lead.ts';
import { moveLead } from '#lib/server/board/move-lead.ts';
import { editLeadSchema, moveLeadSchema } from '#lib/contract/board/commands.ts';
import { forMutation, type Context } from '#lib/server/context/context.ts';
import { runCommand } from '#lib/server/command-list.ts';
import { storeTable } from '#lib/server/intake/import-store.ts';
import { undoImport } from '#lib/server/intake/undo-import.ts';
import { eraseCustomer } from '#lib/server/operations/erase-customer.ts';
import { ledgerFile } from '#lib/server/operations/erased-ledger.ts';
import { customersOfIdentity } from '#lib/server/operations/find-customers.ts';
import { aFloor, type Floor } from '../../support/a-floor.ts';
import { aLead, leadNow } from '../../support/a-lead.ts';
import { watchBoard } from '../../support/expect-converged.ts';
import { testContext, type TestContext } from '../../support/test-context.ts';
import { anImport } from '../intake/an-import.ts';
import { placesOf } from './all-texts.ts';

/** Values that occur nowhere else; each must be gone from everywhere. */
const values = {
  name: 'Ouyang Qingfeng',
  earlierName: 'Ouyang Qingfengg',
  company: 'Heliotrope Lantern Works',
  region: 'Zhangjiakou Qiaodong',
  remark: 'daughter Meimei starts school in autumn',
  note: 'prefers to be called after nine',
  phone: '+8613912345678',
  rawPhone: '139 1234 5678',
  email: 'qingfeng.ouyang@heliotrope.example',
  wechat: 'qingfeng_oy_77',
  shoutedEmail: 'QINGFENG.OUYANG@HELIOTROPE.EXAMPLE',
};

describe('erasing a person', () => {
  let test: TestContext;
  let context: Context;
  let floor: Floor;
  let leadId: string;
  let customerId: string;

  beforeEach(async () => {
    test = await testContext();
    context = test.context;
    floor = await aFloor(context);
    const [rep] = floor.east.reps;
    leadId = await aLead(forMutation(context, { clientId: 'client-1', id: 'mutation-1' }), floor, rep!, {
      name: values.earlierName,
      company: values.company,
      region: values.region,
      remark: values.remark,
      identities: [
        { kind: 'phone', value: values.rawPhone },
        { kind: 'email', value: values.email },
        { kind: 'wechat', value: values.wechat },
      ],
    });
    const edit = { leadId, field: 'name', value: values.name, seen: values.earlierName };
    await editLead(context, rep!, editLeadSchema.parse(edit));
    await moveLead(context, rep!, moveLeadSchema.parse({ leadId, stageId: floor.stages.visit }));
    ({ customerId } = await leadNow(context, leadId));
    await scatter(context, floor, leadId);
  });
  afterEach(() => test.close());

  it('[C1] leaves none of the values in any column, nor in the files of the database', async () => {
    for (const [key, value] of Object.entries(values)) {
      expect(await placesOf(context, value), `${key} is there before, or this test proves nothing`).not.toEqual([]);
    }
    await eraseCustomer(context, floor.admin, { customerId });
    for (const [key, value] of Object.entries(values)) {
      expect(await placesOf(context, value), `${key} is gone`).toEqual([]);
    }
  });

  it('[C1] tells every screen to forget, and keeps the lead, its history and its place', async () => {
    const viewers = await watchBoard(context, floor);
    const before = await leadNow(context, leadId);
    await eraseCustomer(context, floor.admin, { customerId });
    await viewers.expectConverged();
    const seen = viewers.of(floor.east.manager).cards.get(leadId)!;
    expect(seen).toMatchObject({ name: '', company: null, stageId: before.stageId, ownerId: before.ownerId });
    const after = await leadNow(context, leadId);
    expect(after).toMatchObject({ deadlineAt: before.deadlineAt, idleFrom: before.idleFrom, spellId: before.spellId });
    const history = await context.db.read.all<{ kind: string }>(
      'select kind from lead_history where lead_id = ? order by recorded_at, id',
      [leadId],
    );
    expect(history.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['created', 'edited', 'moved', 'erased']));
    const audit = await context.db.read.all<{ target: string }>(
      `select target from audit_log where kind = 'customer_erased'`,
    );
    expect(audit).toEqual([{ target: customerId }]);
  });

  it('[C1] forgets what saved views search for, and keeps the rest of them', async () => {
    await eraseCustomer(context, floor.admin, { leadId });
    const views = await context.db.read.all<{ name: string; filter: string }>(
      'select name, filter from saved_views order by length(name)',
    );
    expect(views).toEqual([
      { name: '…', filter: '"intent=3"' },
      { name: 'Mine', filter: '"intent=3"' },
    ]);
  });

  it('[C1] leaves other people’s values in the same event and the same import alone', async () => {
    const [rep] = floor.east.reps;
    const other = await aLead(context, floor, rep!, { name: 'Somebody Else' });
    const both = JSON.stringify({ [leadId]: { name: values.name }, [other]: { name: 'Somebody Else' } });
    await context.db.transaction((tx) =>
      tx.run(`update events set personal = ? where stream_id = ? and seq = 1`, [both, `board:${floor.boardId}`]),
    );
    await eraseCustomer(context, floor.admin, { customerId });
    const event = await context.db.read.get<{ personal: string }>(
      'select personal from events where stream_id = ? and seq = 1',
      [`board:${floor.boardId}`],
    );
    expect(JSON.parse(event!.personal)).toEqual({ [other]: { name: 'Somebody Else' } });
    expect(await placesOf(context, 'row of a stranger')).toEqual(['import_rows.personal', ...onDisk(context)]);
  });

  it('[C1] is found by the phone number as somebody types it, and can be repeated', async () => {
    expect(await customersOfIdentity(context, 'phone', '(139) 1234-5678')).toEqual([
      { customerId, leads: 1, erasedAt: null },
    ]);
    const first = await eraseCustomer(context, systemActor('cli'), { customerId });
    const again = await runCommand(context, floor.admin, 'eraseCustomer', { leadId });
    expect(again).toEqual(first);
    expect(readFileSync(ledgerFile(context.config), 'utf8')).toContain(customerId);
    expect(await customersOfIdentity(context, 'phone', '13912345678')).toEqual([]);
  });

  it('refuses whoever is no admin, an unknown person, and while an import that names the person runs', async () => {
    await expect(eraseCustomer(context, floor.east.manager, { customerId })).rejects.toMatchObject({
      code: 'not_allowed',
    });
    await expect(eraseCustomer(context, floor.admin, { customerId: 'nobody' })).rejects.toMatchObject({
      code: 'not_found',
    });
    for (const state of ['ready', 'running']) {
      await context.db.transaction((tx) => tx.run('update imports set state = ?', [state]));
      await expect(eraseCustomer(context, floor.admin, { customerId })).rejects.toMatchObject({
        code: 'import_running',
      });
    }
    expect((await leadNow(context, leadId)).name).toBe(values.name);
  });
});

/** A context in which something happens right before it first reads one of the tables. */
function whileSearching(context: Context, table: string, happens: () => Promise<unknown>): Context {
  const { read } = context.db;
  let waiting = true;
  const first = async (sql: string) => {
    if (!waiting || !sql.includes(`from ${table}`)) return;
    waiting = false;
    await happens();
  };
  const get: typeof read.get = async (sql, params) => {
    await first(sql);
    return read.get(sql, params);
  };
  const all: typeof read.all = async (sql, params) => {
    await first(sql);
    return read.all(sql, params);
  };
  const searching = { engine: read.engine, schema: read.schema, drizzle: read.drizzle, get, all };
  return { ...context, db: Object.create(context.db, { read: { value: searching } }) as Context['db'] };
}

describe('erasing a company that imports brought', () => {
  let test: TestContext;
  let floor: Floor;
  beforeEach(async () => {
    test = await testContext();
    floor = await aFloor(test.context);
  });
  afterEach(() => test.close());

  const mapping = {
    columns: [
      { column: 'name', field: 'name' },
      { column: 'company', field: 'company' },
      { column: 'phone', field: 'phone' },
      { column: 'email', field: 'email' },
    ],
  };
  const take = (context: Context, rows: string[], boardId = floor.boardId, duplicates = 'create') =>
    anImport(context, { boardId, admin: floor.admin }, `name,company,phone,email\n${rows.join('\n')}`, {
      mapping,
      customers: 'company',
      duplicates,
    });
  const theCustomer = async () =>
    (await test.context.db.read.get<{ id: string }>(
      `select customer_id as "id" from identities where kind = 'company' and value = 'heliotrope'`,
    ))!.id;

  const searched = ['streams', 'events', 'imports', 'import_rows'];
  it.each(searched)('[C1] reaches what comes while it is about to look through %s', async (table) => {
    const { context } = test;
    await take(context, ['Nobody,Elsewhere Ltd,12,nobody@elsewhere.example']);
    await take(context, ['Ouyang First,Heliotrope,13912345601,first@heliotrope.example']);
    const other = await createBoard(context, floor.admin, anotherBoard);
    const customerId = await theCustomer();
    const joining = async () => {
      await take(context, ['Ouyang Second,Heliotrope,13912345602,second@heliotrope.example']);
      await take(context, ['Ouyang Refused,,12,second@heliotrope.example']);
      await take(context, ['Ouyang Third,Heliotrope,13912345603,'], other.boardId);
    };
    const erased = await eraseCustomer(whileSearching(context, table, joining), floor.admin, { customerId });
    expect(erased.leads).toBe(3);
    for (const text of ['Heliotrope', 'heliotrope', 'Ouyang', '1391234560']) {
      expect(await placesOf(context, text), text).toEqual([]);
    }
  });

  it('[C1] reaches what an import updated and took back, and rows that were refused', async () => {
    const { context } = test;
    await take(context, ['Ouyang First,Heliotrope,13912345601,first@heliotrope.example']);
    const updating = await take(
      context,
      ['Ouyang Second,Heliotrope Ltd,13912345601,', 'Ouyang Third,Heliotrope,12,first@heliotrope.example'],
      floor.boardId,
      'update',
    );
    const customerId = await theCustomer();
    await undoImport(context, floor.admin, { importId: updating });
    await take(context, ['Ouyang Fourth,Heliotrope,12,first@heliotrope.example']);
    await eraseCustomer(context, floor.admin, { customerId });
    for (const text of ['Heliotrope', 'heliotrope', 'Ouyang', '1391234560']) {
      expect(await placesOf(context, text), text).toEqual([]);
    }
  });
});

const anotherBoard = newBoardSchema.parse({
  name: 'Corporate',
  currency: 'CNY',
  locale: 'en',
  visibility: 'everyone',
  teamIds: [],
  stages: [
    { name: 'New', kind: 'open', probability: 10 },
    { name: 'Won', kind: 'won', probability: 100 },
    { name: 'Lost', kind: 'lost', probability: 0 },
  ],
});

const onDisk = (context: Context): string[] => (context.db.engine === 'sqlite' ? ['tideboard.db'] : []);

/** A saved view as the board's page keeps it: the query of an address, in which a name is written otherwise. */
const viewOf = (text: string) => JSON.stringify(new URLSearchParams({ intent: '3', q: text }).toString());

/** Leaves the values in all the places that other parts of Tideboard write to. */
async function scatter(context: Context, floor: Floor, leadId: string): Promise<void> {
  const now = context.now();
  const importId = context.newId();
  const personalRow = JSON.stringify({ name: values.name, phone: values.rawPhone });
  const badRow = JSON.stringify({ name: 'Q.', phone: '12', email: values.shoutedEmail, note: values.note });
  await context.db.transaction(async (tx) => {
    await tx.run(
      `insert into activities (id, lead_id, kind, at, recorded_at, verified, qualifying, note) values (?, ?, 'call', ?, ?, 0, 1, ?)`,
      [context.newId(), leadId, now, now, values.note],
    );
    await tx.run(
      `insert into imports (id, board_id, file_name, state, options, total, done, created, updated, skipped, failed, created_at)
       values (?, ?, 'leads.csv', 'finished', '{}', 3, 3, 1, 0, 0, 2, ?)`,
      [importId, floor.boardId, now],
    );
    await storeTable(tx, importId, {
      headers: ['name', 'phone', 'wechat'],
      rows: [[values.name, values.phone, values.wechat]],
    });
    for (const [rowNo, outcome, lead, personal] of [
      [1, 'updated', leadId, personalRow],
      [2, 'failed', null, badRow],
      [3, 'failed', null, '{"name":"row of a stranger"}'],
    ] as const) {
      await tx.run('insert into import_rows (import_id, row_no, outcome, lead_id, personal) values (?, ?, ?, ?, ?)', [
        importId,
        rowNo,
        outcome,
        lead,
        personal,
      ]);
    }
    await tx.run(`update leads set external_id = ? where id = ?`, [`crm-${values.email}`, leadId]);
    await tx.run(`insert into notices (id, person_id, kind, at, lead_id, args) values (?, ?, 'warned', ?, ?, ?)`, [
      context.newId(),
      floor.east.reps[0]!.personId,
      now,
      leadId,
      JSON.stringify({ hours: 24, name: values.name }),
    ]);
    await tx.run(`insert into saved_views (id, board_id, name, filter, rank, created_at) values (?, ?, ?, ?, 0, ?)`, [
      context.newId(),
      floor.boardId,
      values.name,
      viewOf(values.name),
      now,
    ]);
    await tx.run(
      `insert into saved_views (id, board_id, name, filter, rank, created_at) values (?, ?, 'Mine', ?, 0, ?)`,
      [context.newId(), floor.boardId, viewOf(values.phone), now],
    );
  });
}
