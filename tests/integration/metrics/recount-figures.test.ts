import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { moveLeadSchema } from '#lib/contract/board/commands.ts';
import { parseQuery } from '#lib/contract/metrics/query.ts';
import { systemActor } from '#lib/domain/access/actor.ts';
import { editStages } from '#lib/server/board/edit-stages.ts';
import { moveLead } from '#lib/server/board/move-lead.ts';
import { removeLeads } from '#lib/server/board/remove-leads.ts';
import { takeBoard } from '#lib/server/board/take-board.ts';
import { inTransaction } from '#lib/server/context/in-transaction.ts';
import { figuresFor } from '#lib/server/metrics/figures-for.ts';
import { figuresFromLeads, storedFigures } from '#lib/server/metrics/figures-from-leads.ts';
import { recountFigures } from '#lib/server/metrics/recount-figures.ts';
import { recountBoards } from '../../../server/scheduler/jobs/recount-figures.ts';
import { runDue } from '../../../server/scheduler/run-due.ts';
import { aFloor, type Floor } from '../../support/a-floor.ts';
import { aLead, leadNow } from '../../support/a-lead.ts';
import { testContext, type TestContext } from '../../support/test-context.ts';
import { writeLeads } from './write-leads.ts';

let test: TestContext;
let floor: Floor;
beforeEach(async () => {
  test = await testContext();
  floor = await aFloor(test.context);
});
afterEach(() => test.close());

const SYSTEM = systemActor('recount');
const byText = (rows: object[]) => rows.map((row) => JSON.stringify(Object.entries(row).sort())).sort();

/** `contact` changes places with the stage behind it: a lead there has not been in `contact` then. */
async function turnStages(): Promise<void> {
  const { read } = test.context.db;
  const rows = await read.all<{ id: string; name: string; kind: 'open' | 'won' | 'lost'; probability: number }>(
    'select id, name, kind, probability from stages where board_id = ? order by rank',
    [floor.boardId],
  );
  const stages = rows.map((row) => ({ ...row, archived: false }));
  const at = stages.findIndex(({ id }) => id === floor.stages.contact);
  [stages[at], stages[at + 1]] = [stages[at + 1]!, stages[at]!];
  const { config } = (await read.get<{ config: number }>('select config from streams where id = ?', [
    `board:${floor.boardId}`,
  ])) ?? { config: 0 };
  await editStages(test.context, floor.admin, { boardId: floor.boardId, config, stages });
}

/** Leads all along the funnel, more than a few chunks. */
const manyLeads = (count: number) => {
  const ownerId = floor.east.reps[0]!.personId;
  const order = [floor.stages.fresh, floor.stages.contact, floor.stages.visit, floor.stages.offer];
  return writeLeads(
    test.context,
    floor.boardId,
    Array.from({ length: count }, (_, i) => {
      const arrivedAt = test.clock.at - (i % 40) * 86_400_000;
      const stageId = order[i % 4]!;
      return {
        stageId,
        arrivedAt,
        reached: [[stageId, arrivedAt]] as [string, number][],
        state: 'open' as const,
        ownerId,
        teamId: floor.teams.east,
      };
    }),
  );
};

/** Stops the recount after so many chunks, as a kill between two of them would. */
const after = (chunks: number) => {
  let left = chunks;
  return () => left-- <= 0;
};

/** The first chunk is counted; taking the old rows away may have needed more than one step. */
async function untilSomeAreCounted(): Promise<void> {
  const sql = `select board_id from figure_recounts where board_id = ? and counted_to <> ''`;
  while (!(await test.context.db.read.get(sql, [floor.boardId])))
    await recountFigures(test.context, SYSTEM, floor.boardId, after(1));
}

const move = (leadId: string, stageId: string) => {
  test.clock.advance(1);
  return moveLead(test.context, floor.admin, moveLeadSchema.parse({ leadId, stageId }));
};

async function expectExact(): Promise<void> {
  const { read } = test.context.db;
  const [stored, wanted] = [await storedFigures(read, floor.boardId), await figuresFromLeads(read, floor.boardId)];
  for (const table of ['cells', 'reach', 'cycles', 'now'] as const)
    expect(byText(stored[table])).toEqual(byText(wanted[table]));
  expect(wanted.reach.length).toBeGreaterThan(0);
}

const ask = () => figuresFor(test.context, floor.admin, parseQuery({ boardId: floor.boardId }));
const enteredContact = async () =>
  (await ask()).funnel.find(({ stageId }) => stageId === floor.stages.contact)?.entered ?? null;

describe('counting the funnel anew', () => {
  it('[M3] changes the stages at once, says that it counts, and counts every lead under the new order', async () => {
    await manyLeads(450);
    expect(await enteredContact()).toBe(337);
    await turnStages();
    expect(await ask()).toMatchObject({ recounting: true, funnel: [], totals: { leads: 450 } });
    await runDue(test.context, 'node', recountBoards());
    expect(await ask()).toMatchObject({ recounting: false });
    expect(await enteredContact()).toBe(225);
    await expectExact();
    expect(await recountBoards().nextDue(test.context)).toBeNull();
  });

  it('goes on where it was killed, and counts nothing twice', async () => {
    await manyLeads(650);
    await turnStages();
    await untilSomeAreCounted();
    expect((await ask()).recounting).toBe(true);
    expect(await recountFigures(test.context, SYSTEM, floor.boardId)).toEqual({ leads: 450 });
    await expectExact();
  });

  it('stays exact when leads are moved, entered and removed at every point of it', async () => {
    const ids = await manyLeads(650);
    await turnStages();
    for (let round = 0; round < 40 && (await ask()).recounting; round++) {
      await move(ids[round]!, floor.stages.offer);
      await move(ids[600 + round]!, floor.stages.visit);
      await move(await aLead(test.context, floor, floor.east.reps[0]!), floor.stages.contact);
      await inTransaction(test.context, async (tx) => {
        const held = await takeBoard(test.context, tx, SYSTEM, floor.boardId);
        const gone = [await leadNow(test.context, ids[100 + round]!), await leadNow(test.context, ids[500 + round]!)];
        await removeLeads(test.context, tx, SYSTEM, held, 'undo', gone, {});
      });
      await recountFigures(test.context, SYSTEM, floor.boardId, after(1));
    }
    expect((await ask()).recounting).toBe(false);
    await expectExact();
    await move(ids[0]!, floor.stages.visit);
    await expectExact();
  });

  it('stays exact beside writes that run at the same time', async () => {
    const ids = await manyLeads(450);
    await turnStages();
    const moving = (async () => {
      for (let i = 0; i < 60; i++) await move(ids[(i * 37) % 450]!, [floor.stages.visit, floor.stages.contact][i % 2]!);
    })();
    await Promise.all([moving, runDue(test.context, 'node', recountBoards())]);
    expect((await ask()).recounting).toBe(false);
    await expectExact();
  });

  it('begins again when the order changes once more meanwhile', async () => {
    await manyLeads(450);
    await turnStages();
    await untilSomeAreCounted();
    test.clock.advance(1_000);
    await turnStages();
    await runDue(test.context, 'node', recountBoards());
    // Now behind `offer` too: only those that were in `contact` itself.
    expect(await enteredContact()).toBe(113);
    await expectExact();
  });
});
