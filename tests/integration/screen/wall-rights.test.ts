import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createScreenSchema } from '#lib/contract/screen/wall.ts';
import type { PersonActor } from '#lib/domain/access/actor.ts';
import { disablePerson, enablePerson } from '#lib/server/access/disable-person.ts';
import { editPerson } from '#lib/server/access/edit-person.ts';
import { setManagers } from '#lib/server/access/set-managers.ts';
import { createScreen, revokeScreen } from '#lib/server/screen/create-screen.ts';
import { findScreen } from '#lib/server/screen/find-screen.ts';
import { listScreens } from '#lib/server/screen/list-screens.ts';
import { sharedWallState } from '#lib/server/screen/shared-wall-state.ts';
import { takeOverScreen } from '#lib/server/screen/take-over-screen.ts';
import { GET as getState } from '../../../src/routes/screen/[token]/state/+server.ts';
import { aFloor, type Floor } from '../../support/a-floor.ts';
import { aLead } from '../../support/a-lead.ts';
import { testContext, type TestContext } from '../../support/test-context.ts';

let test: TestContext;
let floor: Floor;
let lin: PersonActor;
beforeEach(async () => {
  test = await testContext();
  floor = await aFloor(test.context);
  lin = floor.east.manager;
});
afterEach(() => test.close());

const aWall = (actor: PersonActor, what: object = {}) =>
  createScreen(test.context, actor, createScreenSchema.parse({ name: 'Floor 2', boardId: floor.boardId, ...what }));
const shows = async (token: string) => (await findScreen(test.context.db.read, token)) !== null;
const listed = async (actor: PersonActor) =>
  (await listScreens(test.context.db.read, actor)).map(({ id, stopped, madeBy, mine }) => [id, stopped, madeBy, mine]);
const person = (actor: PersonActor, role: 'manager' | 'rep', name: string, email: string) =>
  editPerson(test.context, floor.admin, { personId: actor.personId, name, email, role, capacity: null });

describe('a wall', () => {
  it('[X1] stops when its maker is disabled, and goes on when he is back', async () => {
    const { token, screenId } = await aWall(lin);
    expect(await shows(token)).toBe(true);
    await disablePerson(test.context, floor.admin, lin);
    expect(await shows(token)).toBe(false);
    expect(await listed(floor.admin)).toEqual([[screenId, 'maker_disabled', 'Lin', false]]);
    await enablePerson(test.context, floor.admin, lin);
    expect(await shows(token)).toBe(true);
    expect(await listed(floor.admin)).toEqual([[screenId, null, 'Lin', false]]);
  });

  it('[X1] stops with the team its maker no longer manages, with the board he no longer sees, with his role', async () => {
    const { token, screenId } = await aWall(lin, { teamIds: [floor.teams.east] });
    await setManagers(test.context, floor.admin, { teamId: floor.teams.east, personIds: [] });
    expect(await shows(token)).toBe(false);
    expect(await listed(floor.admin)).toEqual([[screenId, 'maker_teams', 'Lin', false]]);
    await setManagers(test.context, floor.admin, { teamId: floor.teams.east, personIds: [lin.personId] });
    expect(await shows(token)).toBe(true);
    await test.context.db.transaction(async (tx) => {
      await tx.run(`update boards set visibility = 'teams' where id = ?`, [floor.boardId]);
      await tx.run('insert into board_teams (board_id, team_id) values (?, ?)', [floor.boardId, floor.teams.west]);
    });
    expect(await listed(floor.admin)).toEqual([[screenId, 'maker_board', 'Lin', false]]);
    expect(await shows(token)).toBe(false);
    await person(lin, 'rep', 'Lin', 'lin@example.com');
    expect(await listed(floor.admin)).toEqual([[screenId, 'maker_role', 'Lin', false]]);
  });

  it('[X1] is taken over by an admin only, and then goes on under the same link', async () => {
    const { token, screenId } = await aWall(lin);
    await disablePerson(test.context, floor.admin, lin);
    await expect(takeOverScreen(test.context, floor.west.manager, { screenId })).rejects.toMatchObject({
      code: 'not_allowed',
    });
    await takeOverScreen(test.context, floor.admin, { screenId });
    expect(await shows(token)).toBe(true);
    expect(await listed(floor.admin)).toEqual([[screenId, null, 'Ada', true]]);
    const log = await test.context.db.read.all<{ data: string }>(
      `select data from audit_log where kind = 'screen_taken_over'`,
    );
    expect(log.map(({ data }): unknown => JSON.parse(data))).toEqual([{ fromId: lin.personId }]);
    await revokeScreen(test.context, floor.admin, { screenId });
    expect(await shows(token)).toBe(false);
    await expect(takeOverScreen(test.context, floor.admin, { screenId })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('[X1] is a manager’s own affair: another manager neither sees nor ends it, nor shows a team that is not his', async () => {
    const { screenId } = await aWall(lin);
    expect(await listed(floor.west.manager)).toEqual([]);
    await expect(revokeScreen(test.context, floor.west.manager, { screenId })).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(aWall(lin, { teamIds: [floor.teams.west] })).rejects.toMatchObject({ code: 'not_allowed' });
    await expect(aWall(floor.east.reps[0]!)).rejects.toMatchObject({ code: 'not_allowed' });
  });
});

describe('what a wall shows', () => {
  it('is computed once per state of the board, and again as soon as that changes', async () => {
    const { token } = await aWall(floor.admin);
    const screen = (await findScreen(test.context.db.read, token))!;
    const asked = vi.spyOn(test.context.db.read, 'all');
    const state = async () => {
      asked.mockClear();
      const { funnel, dataAt } = await sharedWallState(test.context, screen);
      return { count: funnel[0]!.count, dataAt, computed: asked.mock.calls.length > 0 };
    };
    expect(await state()).toEqual({ count: 0, dataAt: test.clock.at, computed: true });
    test.clock.advance(1_000);
    // Nothing happened since: the same data, as of now.
    expect(await state()).toEqual({ count: 0, dataAt: test.clock.at, computed: false });
    await aLead(test.context, floor, floor.east.reps[0]!);
    expect(await state()).toEqual({ count: 1, dataAt: test.clock.at, computed: true });
    test.clock.advance(10_000);
    expect((await state()).computed).toBe(true);
  });

  it('is refused for a while to a link that is asked without end, and to nobody else', async () => {
    const context = { ...test.context, config: { ...test.context.config, rateLimit: true } };
    const ask = async (token: string) => getState({ params: { token }, locals: { context } } as never);
    const [busy, quiet] = [await aWall(floor.admin), await aWall(floor.admin)];
    const answers = [];
    for (let i = 0; i < 121; i++) answers.push((await ask(busy.token)).status);
    expect(answers.filter((status) => status === 200)).toHaveLength(120);
    const refused = await ask(busy.token);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await ask(quiet.token)).status).toBe(200);
    await expect(ask('no-such-wall')).rejects.toMatchObject({ status: 404 });
  });
});
