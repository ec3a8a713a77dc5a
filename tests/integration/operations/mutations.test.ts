import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLeadSchema } from '#lib/contract/board/commands.ts';
import { createLead } from '#lib/server/board/create-lead.ts';
import { undoMove } from '#lib/server/board/undo-move.ts';
import { moveLead } from '#lib/server/board/move-lead.ts';
import { moveLeadSchema } from '#lib/contract/board/commands.ts';
import { forMutation } from '#lib/server/context/context.ts';
import { aFloor, type Floor } from '../../support/a-floor.ts';
import { aLead } from '../../support/a-lead.ts';
import { testContext, testEngine, type TestContext } from '../../support/test-context.ts';

let test: TestContext;
let floor: Floor;
beforeEach(async () => {
  test = await testContext();
  floor = await aFloor(test.context);
});
afterEach(() => test.close());

const once = (id: string) => forMutation(test.context, { clientId: 'client-1', id });

describe('a mutation that is sent again before its first answer', () => {
  it('has one effect and one answer', async () => {
    const input = createLeadSchema.parse({ boardId: floor.boardId, name: 'Zhao Mingxuan' });
    const rep = floor.east.reps[0]!;
    const answers = await Promise.all(Array.from({ length: 6 }, () => createLead(once('mutation-1'), rep, input)));
    expect(new Set(answers.map(({ leadId }) => leadId)).size).toBe(1);
    expect(await test.context.db.read.all('select id from leads')).toHaveLength(1);
  });

  it('is not refused because the first one did it', async () => {
    const rep = floor.east.reps[0]!;
    const leadId = await aLead(test.context, floor, rep);
    const { version } = await moveLead(
      test.context,
      rep,
      moveLeadSchema.parse({ leadId, stageId: floor.stages.contact }),
    );
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => undoMove(once('mutation-2'), rep, { leadId, version })),
    );
    expect(new Set(answers.map(({ seq }) => seq)).size).toBe(1);
  });
});

describe.runIf(testEngine() === 'postgres')('a connection', () => {
  it('that the database ends refuses the command that used it, and no other', async () => {
    const cut = test.context.db.transaction((tx) => tx.get('select pg_terminate_backend(pg_backend_pid())'));
    await expect(cut).rejects.toThrow();
    await new Promise((resolve) => setTimeout(resolve, 200));
    await expect(aLead(test.context, floor, floor.east.reps[0]!)).resolves.toEqual(expect.any(String));
  });

  it('keeps no more statements than memory has room for, whatever people filter by', async () => {
    const { read } = test.context.db;
    for (let i = 0; i < 1_200; i++) await read.get(`select ${i} as "n"`);
    const kept = await read.get<{ n: number }>('select count(*) as "n" from pg_prepared_statements');
    expect(kept!.n).toBeLessThanOrEqual(1_000);
    expect(await read.get('select 1199 as "n" where 1 = ?', [1])).toEqual({ n: 1199 });
  });
});
