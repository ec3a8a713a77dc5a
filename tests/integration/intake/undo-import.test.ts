import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { editLeadSchema, moveLeadSchema } from '#lib/contract/board/commands.ts';
import { logFollowUpSchema } from '#lib/contract/followup/commands.ts';
import { assignLeadSchema } from '#lib/contract/ownership/commands.ts';
import { findLeads } from '#lib/server/board/lead-row.ts';
import { editLead } from '#lib/server/board/edit-lead.ts';
import { moveLead } from '#lib/server/board/move-lead.ts';
import { searchLeads } from '#lib/server/board/search-leads.ts';
import { logFollowUp } from '#lib/server/followup/log-follow-up.ts';
import { findImport } from '#lib/server/intake/import-store.ts';
import { importProgress } from '#lib/server/intake/import-view.ts';
import { runImport } from '#lib/server/intake/run-import.ts';
import { undoImport } from '#lib/server/intake/undo-import.ts';
import { assignLead } from '#lib/server/ownership/assign-lead.ts';
import { aFloor, type Floor } from '../../support/a-floor.ts';
import { watchBoard } from '../../support/expect-converged.ts';
import { expectOwnershipSound } from '../../support/expect-ownership-sound.ts';
import { testContext, type TestContext } from '../../support/test-context.ts';
import { placesOf } from '../operations/all-texts.ts';
import { aStoredImport, anImport, HEADERS, manyRows } from './an-import.ts';

let test: TestContext;
let floor: Floor;
beforeEach(async () => {
  test = await testContext();
  floor = await aFloor(test.context);
});
afterEach(() => test.close());

const undo = (importId: string) => undoImport(test.context, floor.admin, { importId });
const all = () => findLeads(test.context.db.read, 'l.board_id = ? order by p.name', [floor.boardId]);
const named = async (name: string) => (await all()).find((lead) => lead.name === name)!;

describe('taking an import back', () => {
  it('[D7] keeps what was worked while it still ran, and says how much and why', async () => {
    const { context } = test;
    const id = await aStoredImport(context, floor, manyRows(90));
    let asked = 0;
    await runImport(context, id, () => ++asked > 1);
    const [moved, called, given, edited] = await all();
    expect((await findImport(context.db.read, id)).state).toBe('running');
    await moveLead(context, floor.admin, moveLeadSchema.parse({ leadId: moved!.id, stageId: floor.stages.visit }));
    await logFollowUp(
      context,
      floor.east.reps[0]!,
      logFollowUpSchema.parse({ leadId: called!.id, kind: 'call', outcome: 'answered', note: 'calls back' }),
    );
    const to = floor.east.reps[1]!.personId;
    await assignLead(context, floor.admin, assignLeadSchema.parse({ leadId: given!.id, ownerId: to, reason: 'hers' }));
    const edit = { leadId: edited!.id, field: 'intent', value: 3, seen: 0 };
    await editLead(context, floor.admin, editLeadSchema.parse(edit));
    const viewers = await watchBoard(context, floor);
    await runImport(context, id);
    expect(await undo(id)).toEqual({
      removed: 86,
      restored: 0,
      kept: { moved: 1, followed_up: 1, owner_changed: 1, edited: 1 },
    });
    expect((await all()).map((lead) => lead.id).sort()).toEqual(
      [moved, called, given, edited].map((l) => l!.id).sort(),
    );
    await viewers.expectConverged();
    await expectOwnershipSound(context);
  });

  it('[D7] says how far it is while an import is taken back', async () => {
    const { context } = test;
    const id = await anImport(context, floor, manyRows(250));
    const progress = () => importProgress(context, floor.admin, id);
    expect(await progress()).toMatchObject({ takenBack: null });
    const taking = undo(id);
    const seen = new Set<number>();
    for (let ended = false; !ended;) {
      const { state, takenBack } = await progress();
      if (state === 'undoing') seen.add(takenBack!);
      ended = state === 'undone';
      // Lets the transactions of the undo have their turn.
      await new Promise((resolve) => setImmediate(resolve));
    }
    await taking;
    // Chunks of 100, each its own transaction.
    expect([...seen]).toEqual(expect.arrayContaining([100]));
    expect([...seen].every((count) => [0, 100, 200, 250].includes(count))).toBe(true);
    expect(await progress()).toMatchObject({ state: 'undone', takenBack: null });
  });

  it('[D7] takes leads away that only the import itself has touched again', async () => {
    const text = `${HEADERS}\n${Array.from({ length: 60 }, (_, i) => `A${i},1380000${1000 + (i % 50)},New,Zhang,${i},`).join('\n')}`;
    const id = await anImport(test.context, floor, text, { duplicates: 'update' });
    expect(await findImport(test.context.db.read, id)).toMatchObject({ created: 50, updated: 10 });
    expect(await undo(id)).toMatchObject({ removed: 50, kept: {} });
    expect(await all()).toEqual([]);
  });

  it('[D7] puts a lead back that several rows updated, as it was before the first', async () => {
    const { context } = test;
    await anImport(context, floor, `${HEADERS}\n赵明轩,13800000001,New,Zhang,100,`);
    const twice = `${HEADERS}\n赵妈妈,13800000001,New,,200,\n赵爸爸,13800000001,New,,300,`;
    const id = await anImport(context, floor, twice, { duplicates: 'update' });
    const viewers = await watchBoard(context, floor);
    expect(await named('赵爸爸')).toMatchObject({ expectedMinor: 30_000 });
    expect(await undo(id)).toEqual({ removed: 0, restored: 1, kept: {} });
    expect(await all()).toMatchObject([{ name: '赵明轩', expectedMinor: 10_000 }]);
    await viewers.expectConverged();
    expect(await searchLeads(context, floor.admin, '赵爸爸', { boardId: floor.boardId, limit: 5 })).toEqual([]);
  });

  it('[D7] leaves an update alone where somebody worked the lead since', async () => {
    const { context } = test;
    await anImport(context, floor, `${HEADERS}\n赵明轩,13800000001,New,Zhang,100,`);
    const id = await anImport(context, floor, `${HEADERS}\n赵妈妈,13800000001,New,,200,`, { duplicates: 'update' });
    const { id: leadId } = await named('赵妈妈');
    await moveLead(context, floor.admin, moveLeadSchema.parse({ leadId, stageId: floor.stages.visit }));
    expect(await undo(id)).toEqual({ removed: 0, restored: 0, kept: { moved: 1 } });
    expect(await named('赵妈妈')).toMatchObject({ expectedMinor: 20_000 });
  });

  it('[C1] leaves no name behind: not of a lead that is gone, nor of a row that never came in', async () => {
    const { context } = test;
    const kept = `Kept Person,13800000077,New,Zhang,,`;
    const id = await anImport(
      context,
      floor,
      `${HEADERS}\nGonzalo Vanisher,13800000001,New,Zhang,,\nRowena Refused,12,New,Zhang,,\n${kept}`,
    );
    for (const name of ['Gonzalo Vanisher', 'Rowena Refused', '13800000001']) {
      expect(await placesOf(context, name), `${name} is there before, or this test proves nothing`).not.toEqual([]);
    }
    const { id: leadId } = await named('Kept Person');
    await moveLead(context, floor.admin, moveLeadSchema.parse({ leadId, stageId: floor.stages.visit }));
    const viewers = await watchBoard(context, floor);
    expect(await undo(id)).toEqual({ removed: 1, restored: 0, kept: { moved: 1 } });
    for (const name of ['Gonzalo Vanisher', 'Rowena Refused', '13800000001']) {
      const places = await placesOf(context, name);
      expect(places.filter((place) => place.includes('.') && !place.startsWith('tideboard.db'))).toEqual([]);
    }
    expect(await placesOf(context, 'Kept Person')).toContain('events.personal');
    await viewers.expectConverged();
  });
});
