import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EditStages } from '#lib/contract/access/boards.ts';
import { createLeadSchema } from '#lib/contract/board/commands.ts';
import { editPool } from '#lib/server/access/edit-pool.ts';
import { editWorkspace } from '#lib/server/access/edit-workspace.ts';
import { setLostReason } from '#lib/server/access/set-lost-reason.ts';
import { readBoardConfig } from '#lib/server/board/board-config.ts';
import { boardForSettings, boardsList } from '#lib/server/board/boards-list.ts';
import { createLead } from '#lib/server/board/create-lead.ts';
import { editBoard } from '#lib/server/board/edit-board.ts';
import { editStages } from '#lib/server/board/edit-stages.ts';
import { aFloor, type Floor } from '../../support/a-floor.ts';
import { testContext, type TestContext } from '../../support/test-context.ts';

let test: TestContext;
let floor: Floor;
beforeEach(async () => {
  test = await testContext();
  floor = await aFloor(test.context);
});
afterEach(() => test.close());

const board = async () => (await boardForSettings(test.context.db.read, floor.admin, floor.boardId))!;
type Draft = EditStages['stages'][number];
const drafts = async (): Promise<Draft[]> =>
  (await board()).stages.map(({ id, name, kind, probability, archivedAt }) => ({
    id,
    name,
    kind,
    probability,
    archived: archivedAt !== null,
  }));
const save = async (stages: Draft[], config?: number) =>
  editStages(test.context, floor.admin, {
    boardId: floor.boardId,
    config: config ?? (await board()).config,
    stages,
  });
const aLead = (stageId: string | null = null) =>
  createLead(
    test.context,
    floor.east.reps[0]!,
    createLeadSchema.parse({ boardId: floor.boardId, name: 'Zhao', stageId }),
  );

describe('stages', () => {
  it('are added, renamed and put in order; caches of the board notice', async () => {
    await readBoardConfig(test.context, floor.boardId);
    const stages = await drafts();
    const added: Draft = { id: null, name: 'Trial', kind: 'open', probability: 40, archived: false };
    await save([stages[1]!, { ...stages[0]!, name: 'Fresh' }, added, ...stages.slice(2)]);
    const config = await readBoardConfig(test.context, floor.boardId);
    expect(config.stages.map(({ name }) => name)).toEqual([
      'Contact',
      'Fresh',
      'Trial',
      'Visit',
      'Offer',
      'Won',
      'Lost',
    ]);
    expect(config.stages.map(({ rank }) => rank)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it('won is certain and lost is not, whatever is typed', async () => {
    await save((await drafts()).map((stage) => ({ ...stage, probability: 33 })));
    const { stages } = await board();
    expect(stages.filter(({ kind }) => kind !== 'open').map(({ probability }) => probability)).toEqual([100, 0]);
  });

  it.each(['open', 'won', 'lost'] as const)('at least one %s stage remains', async (kind) => {
    const stages = (await drafts()).map((stage) => (stage.kind === kind ? { ...stage, archived: true } : stage));
    await expect(save(stages)).rejects.toMatchObject({ code: 'board_needs_stages', details: { kind } });
  });

  it('an unused stage that is left out is deleted, a used one archived, one with leads refused', async () => {
    const lead = await aLead(floor.stages.visit);
    const without = async (...names: string[]) => (await drafts()).filter(({ name }) => !names.includes(name));
    await expect(save(await without('Visit'))).rejects.toMatchObject({
      code: 'stage_has_leads',
      details: { count: 1 },
    });
    await save(await without('Offer'));
    expect((await board()).stages.map(({ name }) => name)).not.toContain('Offer');
    await test.context.db.transaction((tx) =>
      tx.run('update leads set stage_id = ? where id = ?', [floor.stages.fresh, lead.leadId]),
    );
    await save(await without('Visit'));
    const visit = (await board()).stages.find(({ name }) => name === 'Visit');
    expect(visit?.archivedAt).toBe(test.context.now());
  });

  it('a used stage keeps its kind', async () => {
    await aLead(floor.stages.fresh);
    const stages = await drafts();
    const changed = stages.map((stage) => (stage.name === 'New' ? { ...stage, kind: 'won' as const } : stage));
    await expect(save(changed)).rejects.toMatchObject({ code: 'stage_kind_fixed' });
  });

  it('of two admins who edit at once the second is told', async () => {
    const stages = await drafts();
    const { config } = await board();
    const results = await Promise.allSettled([save(stages, config), save(stages, config)]);
    const codes = results.map((r) => (r.status === 'fulfilled' ? 'saved' : (r.reason as { code: string }).code));
    expect(codes.sort()).toEqual(['saved', 'settings_changed_meanwhile']);
  });
});

describe('boards', () => {
  const change = (more: object) =>
    editBoard(test.context, floor.admin, {
      boardId: floor.boardId,
      name: 'Courses',
      currency: 'CNY',
      visibility: 'everyone',
      teamIds: [],
      archived: false,
      ...more,
    });

  it('[X1] for teams only are listed to those teams and to admins', async () => {
    await expect(change({ visibility: 'teams' })).rejects.toMatchObject({ code: 'board_needs_teams' });
    await change({ visibility: 'teams', teamIds: [floor.teams.east] });
    const seen = async (actor: Floor['admin']) => (await boardsList(test.context.db.read, actor)).length;
    expect(await seen(floor.east.reps[0]!)).toBe(1);
    expect(await seen(floor.west.reps[0]!)).toBe(0);
    expect(await seen(floor.west.manager)).toBe(0);
    expect(await seen(floor.admin)).toBe(1);
  });

  it('keep their currency once they have leads, and leave the list when archived', async () => {
    await change({ currency: 'USD' });
    await aLead();
    await expect(change({ currency: 'EUR' })).rejects.toMatchObject({ code: 'board_currency_fixed' });
    await change({ currency: 'USD', archived: true });
    expect(await boardsList(test.context.db.read, floor.admin)).toEqual([]);
    expect(await boardsList(test.context.db.read, floor.admin, { archived: true })).toHaveLength(1);
  });
});

describe('pools and workspace', () => {
  const rules = {
    name: 'Pool',
    recycling: true,
    idleDays: 3,
    warnHours: [4, 24],
    graceHours: 1,
    holdingLimit: 5,
    dailyClaims: null,
    coolDownHours: 1,
  };
  const change = (more: object = {}) =>
    editPool(test.context, floor.admin, { poolId: floor.poolId, ...rules, ...more });

  it('[O10] switching recycling on is dated once; saving again does not date it anew', async () => {
    await change({ recycling: false });
    expect((await board()).pool).toMatchObject({ recycling: false, recyclingSince: null });
    test.clock.advance(1000);
    const since = test.context.now();
    await change();
    test.clock.advance(1000);
    await change({ idleDays: 5 });
    expect((await board()).pool).toMatchObject({
      recyclingSince: since,
      idleDays: 5,
      warnHours: [24, 4],
      dailyClaims: null,
    });
    expect((await readBoardConfig(test.context, floor.boardId)).pool).toMatchObject({ idleDays: 5, holdingLimit: 5 });
  });

  it('[O6] a warning before the clock starts is refused', async () => {
    await expect(change({ warnHours: [72] })).rejects.toMatchObject({ code: 'warnings_too_early' });
  });

  it('the zone of the figures is fixed by the first lead', async () => {
    const settings = { name: 'Mine', zone: 'Europe/Berlin', locale: 'en' as const, phoneRegion: 'DE', currency: 'EUR' };
    await editWorkspace(test.context, floor.admin, settings);
    expect((await readBoardConfig(test.context, floor.boardId)).zone).toBe('Europe/Berlin');
    await aLead();
    const other = { ...settings, zone: 'Asia/Tokyo' };
    await expect(editWorkspace(test.context, floor.admin, other)).rejects.toMatchObject({ code: 'zone_fixed' });
    await editWorkspace(test.context, floor.admin, { ...settings, name: 'Ours' });
  });

  it('[O11] the last reason for losing stays', async () => {
    const archive = { id: floor.lostReasonId, name: 'Too expensive', archived: true };
    await expect(setLostReason(test.context, floor.admin, archive)).rejects.toMatchObject({ code: 'last_of_list' });
    await setLostReason(test.context, floor.admin, { id: null, name: 'Bad timing', archived: false });
    await setLostReason(test.context, floor.admin, archive);
  });
});
