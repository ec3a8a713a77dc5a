import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newBoardSchema } from '#lib/contract/access/boards.ts';
import { editLeadSchema } from '#lib/contract/board/commands.ts';
import { systemActor } from '#lib/domain/access/actor.ts';
import { createBoard } from '#lib/server/board/create-board.ts';
import { editLead } from '#lib/server/board/edit-lead.ts';
import { leadDetail } from '#lib/server/board/lead-detail.ts';
import { findLeads, type Lead } from '#lib/server/board/lead-row.ts';
import { searchLeads } from '#lib/server/board/search-leads.ts';
import { holdCustomer } from '#lib/server/intake/customer-leads.ts';
import { undoImport } from '#lib/server/intake/undo-import.ts';
import { saveLeads } from '#lib/server/board/save-leads.ts';
import { takeBoard } from '#lib/server/board/take-board.ts';
import { revealContact } from '#lib/server/ownership/reveal-contact.ts';
import { aFloor, type Floor } from '../../support/a-floor.ts';
import { watchBoard, type Viewers } from '../../support/expect-converged.ts';
import { testContext, testEngine, type TestContext } from '../../support/test-context.ts';
import { anImport } from './an-import.ts';

const mapping = {
  columns: [
    { column: 'name', field: 'name' },
    { column: 'company', field: 'company' },
    { column: 'phone', field: 'phone' },
  ],
};
const corporate = newBoardSchema.parse({
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

describe('a customer with leads on two boards', () => {
  let test: TestContext;
  let floor: Floor;
  let otherId: string;
  let viewers: Viewers[];

  const take = (boardId: string, rows: string, duplicates = 'create') =>
    anImport(test.context, { boardId, admin: floor.admin }, `name,company,phone\n${rows}`, {
      mapping,
      customers: 'company',
      duplicates,
    });
  const leadsOf = (boardId: string) => findLeads(test.context.db.read, 'l.board_id = ?', [boardId]);
  const found = async (text: string) => (await searchLeads(test.context, floor.admin, text, { limit: 9 })).length;
  const converged = async () => {
    for (const viewer of viewers) await viewer.expectConverged();
  };

  beforeEach(async () => {
    test = await testContext();
    floor = await aFloor(test.context);
    otherId = (await createBoard(test.context, floor.admin, corporate)).boardId;
    viewers = [];
    for (const boardId of [floor.boardId, otherId]) viewers.push(await watchBoard(test.context, floor, boardId));
    await take(floor.boardId, 'Zhang San,Heliotrope Ltd,13800000001\nLi Si,heliotrope,13800000002');
    await take(otherId, 'Wang Wu,HELIOTROPE Ltd.,13800000003');
  });
  afterEach(() => test.close());

  it('[D1] is called the same on every screen, and keeps whose number is whose', async () => {
    await converged();
    const leads = [...(await leadsOf(floor.boardId)), ...(await leadsOf(otherId))];
    expect(new Set(leads.map(({ customerId }) => customerId)).size).toBe(1);
    expect(leads.map(({ name }) => name)).toEqual(Array(3).fill('Heliotrope Ltd'));
    const { identities } = await leadDetail(test.context, floor.admin, leads[0]!.id);
    expect(identities.map(({ kind, label }) => [kind, label])).toEqual([
      ['phone', 'Zhang San'],
      ['phone', 'Li Si'],
      ['phone', 'Wang Wu'],
    ]);
    const revealed = await revealContact(test.context, floor.admin, leads[0]!.id);
    expect(revealed.identities.map(({ kind }) => kind)).toEqual(['phone', 'phone', 'phone']);
  });

  it('[D7] an import that renames him tells and finds all his leads, and so does taking it back', async () => {
    const id = await take(floor.boardId, 'Zhang San,Marigold Ltd,13800000001', 'update');
    await converged();
    expect(await leadsOf(otherId)).toMatchObject([{ name: 'Marigold Ltd', company: 'Marigold Ltd' }]);
    expect([await found('Marigold'), await found('Heliotrope')]).toEqual([3, 0]);
    expect(await undoImport(test.context, floor.admin, { importId: id })).toEqual({
      removed: 0,
      restored: 1,
      kept: {},
    });
    await converged();
    expect([await found('Marigold'), await found('Heliotrope')]).toEqual([0, 3]);
  });

  it('[D7] a name that somebody gave him since, on another lead of his, is not taken back', async () => {
    const id = await take(floor.boardId, 'Zhang San,Marigold Ltd,13800000001', 'update');
    const [elsewhere] = await leadsOf(otherId);
    const edit = { leadId: elsewhere!.id, field: 'name', value: 'Tulip', seen: 'Marigold Ltd' };
    await editLead(test.context, floor.admin, editLeadSchema.parse(edit));
    await undoImport(test.context, floor.admin, { importId: id });
    expect((await leadsOf(floor.boardId)).map(({ name }) => name)).toEqual(['Tulip', 'Tulip']);
    await converged();
  });

  it.runIf(testEngine() === 'postgres')(
    'editing his name waits for a lead that is joining him on a board he was not on, and tells that board too',
    async () => {
      const second = await test.secondNode();
      const third = (await createBoard(test.context, floor.admin, { ...corporate, name: 'Third' })).boardId;
      viewers.push(await watchBoard(test.context, floor, third));
      const [lead] = await leadsOf(floor.boardId);
      const [template] = await leadsOf(otherId);
      const stage = await second.db.read.get<{ id: string }>(
        `select id from stages where board_id = ? and kind = 'open'`,
        [third],
      );
      let joined!: () => void;
      const mayCommit = new Promise<void>((resolve) => (joined = resolve));
      let inserted!: () => void;
      const isInserted = new Promise<void>((resolve) => (inserted = resolve));
      const actor = systemActor('import');
      const joining = second.db.transaction(async (tx) => {
        const held = await takeBoard(second, tx, actor, third);
        await holdCustomer(tx, lead!.customerId);
        const place = {
          id: second.newId(),
          boardId: third,
          stageId: stage!.id,
          reached: [],
          poolId: null,
          pooledAt: null,
        };
        const after: Lead = { ...template!, ...place, pooledBy: null };
        await saveLeads(second, tx, actor, held, 'import', [{ before: null, after, history: [] }]);
        inserted();
        await mayCommit;
      });
      await isInserted;
      const edit = { leadId: lead!.id, field: 'name', value: 'Tulip', seen: 'Heliotrope Ltd' };
      const edited = editLead(test.context, floor.admin, editLeadSchema.parse(edit));
      await new Promise((resolve) => setTimeout(resolve, 150));
      joined();
      await Promise.all([joining, edited]);
      await converged();
      expect(await leadsOf(third)).toMatchObject([{ name: 'Tulip' }]);
    },
  );
});
