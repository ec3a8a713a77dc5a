import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PersonActor } from '#lib/domain/access/actor.ts';
import { workspaceView } from '#lib/server/access/workspace-view.ts';
import { deleteView, saveView } from '#lib/server/board/saved-views.ts';
import { aFloor, type Floor } from '../../support/a-floor.ts';
import { testContext, type TestContext } from '../../support/test-context.ts';

let test: TestContext;
let floor: Floor;
beforeEach(async () => {
  test = await testContext();
  floor = await aFloor(test.context);
});
afterEach(() => test.close());

const save = (actor: PersonActor, name: string, shared = false) =>
  saveView(test.context, actor, { boardId: floor.boardId, name, filter: 'owner=me&due=today', shared });
const names = async (actor: PersonActor) => (await workspaceView(test.context, actor)).views.map(({ name }) => name);

describe('saved views', () => {
  it('are seen by whoever made them, shared ones by everybody', async () => {
    const [zhang, li] = floor.east.reps;
    await save(zhang!, 'My calls');
    await save(floor.east.manager, 'Team calls', true);
    expect(await names(zhang!)).toEqual(['My calls', 'Team calls']);
    expect(await names(li!)).toEqual(['Team calls']);
    expect((await workspaceView(test.context, li!)).views[0]).toMatchObject({
      filter: 'owner=me&due=today',
      shared: true,
      mine: false,
    });
  });

  it('[X1] a rep shares none, and nobody deletes somebody else’s', async () => {
    const [zhang, li] = floor.east.reps;
    await expect(save(zhang!, 'For all', true)).rejects.toMatchObject({ code: 'not_allowed' });
    const { viewId } = await save(zhang!, 'Mine');
    await expect(deleteView(test.context, li!, { viewId })).rejects.toMatchObject({ code: 'not_found' });
    await deleteView(test.context, zhang!, { viewId });
    expect(await names(zhang!)).toEqual([]);
  });

  it('end at a number that fits on the screen', async () => {
    for (let i = 0; i < 20; i++) await save(floor.east.reps[0]!, `View ${i}`);
    await expect(save(floor.east.reps[0]!, 'One more')).rejects.toMatchObject({ code: 'too_many_views' });
  });
});

describe('the workspace as a page knows it', () => {
  it('names people, teams, boards and lists, and tells no address', async () => {
    const view = await workspaceView(test.context, floor.east.reps[0]!);
    expect(view.me).toMatchObject({ name: 'Zhang', role: 'rep', teamId: floor.teams.east });
    expect(view.people.map(({ name }) => name).sort()).toEqual(
      ['Ada', 'Daniel', 'Emma', 'Li', 'Lin', 'Marcus', 'Wang', 'Zhang'].sort(),
    );
    expect(view.boards[0]!.stages.map(({ kind }) => kind)).toEqual(['open', 'open', 'open', 'open', 'won', 'lost']);
    expect(view.boards[0]!.pool).toMatchObject({ id: floor.poolId, warnHours: [24] });
    expect(JSON.stringify(view)).not.toContain('example.com');
  });

  it('[X1] leaves out boards of other teams, with their views', async () => {
    await save(floor.admin, 'Everybody’s', true);
    await test.context.db.transaction(async (tx) => {
      await tx.run(`update boards set visibility = 'teams' where id = ?`, [floor.boardId]);
      await tx.run('insert into board_teams (board_id, team_id) values (?, ?)', [floor.boardId, floor.teams.west]);
    });
    const view = await workspaceView(test.context, floor.east.reps[0]!);
    expect(view.boards).toEqual([]);
    expect(view.views).toEqual([]);
    expect((await workspaceView(test.context, floor.west.reps[0]!)).boards).toHaveLength(1);
  });
});
