import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLead } from '#lib/server/board/create-lead.ts';
import { createLeadSchema, editLeadSchema, moveLeadSchema } from '#lib/contract/board/commands.ts';
import { editLead } from '#lib/server/board/edit-lead.ts';
import { transferLead } from '#lib/server/ownership/transfer-lead.ts';
import { moveLead } from '#lib/server/board/move-lead.ts';
import { undoMove } from '#lib/server/board/undo-move.ts';
import { findLead } from '#lib/server/board/lead-row.ts';
import { forMutation } from '#lib/server/context/context.ts';
import { boardStream, eventsAfter } from '#lib/server/streams/stream.ts';
import type { PersonActor } from '#lib/domain/access/actor.ts';
import { aFloor, type Floor } from '../../support/a-floor.ts';
import { expectOwnershipSound } from '../../support/expect-ownership-sound.ts';
import { testContext, type TestContext } from '../../support/test-context.ts';

let test: TestContext;
let floor: Floor;
beforeEach(async () => {
  test = await testContext();
  floor = await aFloor(test.context);
});
afterEach(() => test.close());

const newLead = (actor: PersonActor, name = 'Zhao') =>
  createLead(test.context, actor, createLeadSchema.parse({ boardId: floor.boardId, name }));
const move = (actor: PersonActor, leadId: string, stageId: string, more: object = {}) =>
  moveLead(test.context, actor, moveLeadSchema.parse({ leadId, stageId, ...more }));
const figures = async () => {
  const row = await test.context.db.read.get<{ leads: number; won: number; wonMinor: number }>(
    `select sum(leads) as "leads", sum(won) as "won", sum(won_minor) as "wonMinor" from figure_cells where dim = 'owner' and basis = 'cohort'`,
  );
  return { leads: Number(row?.leads), won: Number(row?.won), wonMinor: Number(row?.wonMinor) };
};

describe('moving a lead', () => {
  it('writes row, history and one event with the next number', async () => {
    const rep = floor.east.reps[0]!;
    const created = await newLead(rep);
    const moved = await move(rep, created.leadId, floor.stages.contact);
    const lead = await findLead(test.context.db.read, created.leadId);
    expect(lead?.stageId).toBe(floor.stages.contact);
    expect(moved.seq).toBe(created.seq + 1);
    const events = await eventsAfter(test.context.db.read, boardStream(floor.boardId), 0, 100);
    expect(events.map(({ seq }) => seq)).toEqual([1, 2]);
  });

  it('answers a repeated mutation from the first answer and moves nothing twice', async () => {
    const rep = floor.east.reps[0]!;
    const { leadId } = await newLead(rep);
    const context = forMutation(test.context, { clientId: 'client-1', id: 'mutation-1' });
    const input = moveLeadSchema.parse({ leadId, stageId: floor.stages.contact });
    const first = await moveLead(context, rep, input);
    const second = await moveLead(context, rep, input);
    expect(second).toEqual(first);
    expect((await findLead(test.context.db.read, leadId))?.version).toBe(first.version);
  });

  it('stores a refusal under its mutation too', async () => {
    const rep = floor.east.reps[0]!;
    const { leadId } = await newLead(rep);
    const context = forMutation(test.context, { clientId: 'client-1', id: 'mutation-2' });
    const input = moveLeadSchema.parse({ leadId, stageId: floor.stages.lost });
    await expect(moveLead(context, rep, input)).rejects.toMatchObject({ code: 'lost_needs_reason' });
    const withReason = moveLeadSchema.parse({ leadId, stageId: floor.stages.lost, lostReasonId: floor.lostReasonId });
    await expect(moveLead(context, rep, withReason)).rejects.toMatchObject({ code: 'lost_needs_reason' });
  });

  it('[X1] is refused to a colleague who only sees the card, and unknown to another team', async () => {
    const { leadId } = await newLead(floor.east.reps[0]!);
    await expect(move(floor.east.reps[1]!, leadId, floor.stages.contact)).rejects.toMatchObject({
      code: 'not_allowed',
    });
    await expect(move(floor.west.reps[0]!, leadId, floor.stages.contact)).rejects.toMatchObject({ code: 'not_found' });
    await expect(move(floor.east.manager, leadId, floor.stages.contact)).resolves.toMatchObject({ leadId });
  });

  it('into won is refused when the lead has left the stage the mover saw', async () => {
    const rep = floor.east.reps[0]!;
    const { leadId } = await newLead(rep);
    await move(floor.east.manager, leadId, floor.stages.offer);
    const stale = { fromStageId: floor.stages.fresh, wonMinor: 100 };
    await expect(move(rep, leadId, floor.stages.won, stale)).rejects.toMatchObject({ code: 'lead_moved_meanwhile' });
  });

  it('[O1] a win ends the spell, an undo goes on with the same one and takes the figures back', async () => {
    const rep = floor.east.reps[0]!;
    const { leadId } = await newLead(rep);
    const before = await findLead(test.context.db.read, leadId);
    test.clock.advance(3_600_000);
    const won = await move(rep, leadId, floor.stages.won, { wonMinor: 1_280_000 });
    expect(await figures()).toEqual({ leads: 1, won: 1, wonMinor: 1_280_000 });
    await undoMove(test.context, rep, { leadId, version: won.version });
    const after = await findLead(test.context.db.read, leadId);
    expect({ ...after, version: 0 }).toEqual({ ...before, version: 0 });
    expect(await figures()).toEqual({ leads: 1, won: 0, wonMinor: 0 });
  });

  it('[P3] [O11] reopening asks for room like every other path to an owner, and begins a new spell', async () => {
    const rep = floor.east.reps[0]!;
    const { leadId } = await newLead(rep);
    await move(rep, leadId, floor.stages.lost, { lostReasonId: floor.lostReasonId });
    const limit = (capacity: number) =>
      test.context.db.transaction((tx) =>
        tx.run('update people set capacity = ? where id = ?', [capacity, rep.personId]),
      );
    await newLead(rep);
    await limit(1);
    await expect(move(rep, leadId, floor.stages.contact)).rejects.toMatchObject({ code: 'holding_limit_reached' });
    await limit(2);
    test.clock.advance(60_000);
    await move(rep, leadId, floor.stages.contact);
    const lead = await findLead(test.context.db.read, leadId);
    expect(lead).toMatchObject({ state: 'open', closedAt: null, lostReasonId: null, spellStartedAt: test.clock.now() });
    await expectOwnershipSound(test.context);
  });

  it('[M9] undoing a reopening gives the win back to whom it was credited', async () => {
    const rep = floor.east.reps[0]!;
    const { leadId } = await newLead(rep);
    await move(rep, leadId, floor.stages.won, { wonMinor: 1_280_000 });
    const before = await findLead(test.context.db.read, leadId);
    const reopened = await move(rep, leadId, floor.stages.contact);
    await undoMove(test.context, rep, { leadId, version: reopened.version });
    expect({ ...(await findLead(test.context.db.read, leadId)), version: 0 }).toEqual({ ...before, version: 0 });
    await expectOwnershipSound(test.context);
  });

  it('[O1] is not undone once the lead has gone to somebody else, whatever version is named', async () => {
    const [rep, next] = floor.east.reps as [PersonActor, PersonActor];
    const { leadId } = await newLead(rep);
    await move(rep, leadId, floor.stages.contact);
    const passed = await transferLead(test.context, rep, { leadId, toId: next.personId, note: null });
    await expect(undoMove(test.context, next, { leadId, version: passed.version })).rejects.toMatchObject({
      code: 'lead_changed_meanwhile',
    });
    await expectOwnershipSound(test.context);
  });

  it('is undone step by step, and not across anything else', async () => {
    const rep = floor.east.reps[0]!;
    const { leadId } = await newLead(rep);
    await move(rep, leadId, floor.stages.contact);
    const second = await move(rep, leadId, floor.stages.visit);
    const undone = await undoMove(test.context, rep, { leadId, version: second.version });
    const edited = await editLead(
      test.context,
      rep,
      editLeadSchema.parse({ leadId, field: 'intent', value: 3, seen: 0 }),
    );
    await expect(undoMove(test.context, rep, { leadId, version: edited.version })).rejects.toMatchObject({
      code: 'lead_changed_meanwhile',
    });
    expect(undone.version).toBeLessThan(edited.version);
    expect(await findLead(test.context.db.read, leadId)).toMatchObject({ stageId: floor.stages.contact });
  });

  it('[P3] undoing a loss asks for room like every other path to an owner', async () => {
    const rep = floor.east.reps[0]!;
    const { leadId } = await newLead(rep);
    const lost = await move(rep, leadId, floor.stages.lost, { lostReasonId: floor.lostReasonId });
    await newLead(rep);
    await test.context.db.transaction((tx) => tx.run('update people set capacity = 1 where id = ?', [rep.personId]));
    await expect(undoMove(test.context, rep, { leadId, version: lost.version })).rejects.toMatchObject({
      code: 'holding_limit_reached',
    });
  });

  it('[O11] a loss needs a reason of the list, and keeps it when the card changes its place in the column', async () => {
    const rep = floor.east.reps[0]!;
    const [a, b] = [await newLead(rep, 'A'), await newLead(rep, 'B')];
    await expect(move(rep, a.leadId, floor.stages.lost, { lostReasonId: 'he said 13812345678' })).rejects.toMatchObject(
      { code: 'invalid_input', details: { field: 'lostReasonId' } },
    );
    for (const { leadId } of [a, b]) await move(rep, leadId, floor.stages.lost, { lostReasonId: floor.lostReasonId });
    await move(rep, a.leadId, floor.stages.lost, { before: b.leadId });
    expect(await findLead(test.context.db.read, a.leadId)).toMatchObject({ lostReasonId: floor.lostReasonId });
  });

  it('[C1] takes channels and products of the lists only, and a won lead keeps an amount', async () => {
    const rep = floor.east.reps[0]!;
    const { leadId } = await newLead(rep);
    const edit = (field: string, value: unknown, seen: unknown = null) =>
      editLead(test.context, rep, editLeadSchema.parse({ leadId, field, value, seen }));
    const unknown = { code: 'invalid_input', details: { problem: 'unknown' } };
    await expect(edit('channelId', '13812345678')).rejects.toMatchObject(unknown);
    await expect(edit('productId', '13812345678')).rejects.toMatchObject(unknown);
    const input = createLeadSchema.parse({ boardId: floor.boardId, name: 'Zhao', channelId: '13812345678' });
    await expect(createLead(test.context, rep, input)).rejects.toMatchObject(unknown);
    await expect(edit('channelId', floor.channelId)).resolves.toMatchObject({ leadId });
    await move(rep, leadId, floor.stages.won, { wonMinor: 100 });
    await expect(edit('wonMinor', null, 100)).rejects.toMatchObject({ code: 'win_needs_amount' });
  });

  it('keeps drops in the order in which they were made, however many go into one gap', async () => {
    const rep = floor.east.reps[0]!;
    const [a, b] = [await newLead(rep, 'A'), await newLead(rep, 'B')];
    // B was entered last and stands on top; every further lead is dropped right below it.
    const expected = [b.leadId, a.leadId];
    for (let i = 0; i < 30; i++) {
      const { leadId } = await newLead(rep, `C${i}`);
      await move(rep, leadId, floor.stages.fresh, { after: b.leadId });
      expected.splice(1, 0, leadId);
    }
    const rows = await test.context.db.read.all<{ id: string }>(
      'select id from leads where stage_id = ? order by position',
      [floor.stages.fresh],
    );
    expect(rows.map(({ id }) => id)).toEqual(expected);
  });
});
