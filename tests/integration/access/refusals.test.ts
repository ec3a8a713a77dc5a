import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemActor, type Actor } from '#lib/domain/access/actor.ts';
import type { Context } from '#lib/server/context/context.ts';
import { addPerson } from '#lib/server/access/add-person.ts';
import { disablePerson, enablePerson } from '#lib/server/access/disable-person.ts';
import { editPerson } from '#lib/server/access/edit-person.ts';
import { editPool } from '#lib/server/access/edit-pool.ts';
import { editWorkspace } from '#lib/server/access/edit-workspace.ts';
import { movePerson } from '#lib/server/access/move-person.ts';
import { resetPassword } from '#lib/server/access/reset-password.ts';
import { setChannel } from '#lib/server/access/set-channel.ts';
import { setLostReason } from '#lib/server/access/set-lost-reason.ts';
import { setManagers } from '#lib/server/access/set-managers.ts';
import { setPreferences } from '#lib/server/access/set-preferences.ts';
import { setProduct } from '#lib/server/access/set-product.ts';
import { setTeam } from '#lib/server/access/set-team.ts';
import { workspaceView } from '#lib/server/access/workspace-view.ts';
import { createBoard } from '#lib/server/board/create-board.ts';
import { editBoard, orderBoards } from '#lib/server/board/edit-board.ts';
import { editStages } from '#lib/server/board/edit-stages.ts';
import { streamHead, WORKSPACE_STREAM } from '#lib/server/streams/stream.ts';
import { aFloor, type Floor } from '../../support/a-floor.ts';
import { testContext, type TestContext } from '../../support/test-context.ts';

let test: TestContext;
let floor: Floor;
beforeAll(async () => {
  test = await testContext();
  floor = await aFloor(test.context);
});
afterAll(() => test.close());

type Act = (context: Context, actor: Actor) => Promise<unknown>;
const rules = {
  recycling: true,
  idleDays: 3,
  warnHours: [4],
  graceHours: 1,
  holdingLimit: 5,
  dailyClaims: 5,
  coolDownHours: 1,
};
const entry = { id: null, name: 'New', archived: false };

/** Everything that only an administrator may do, with an input that would otherwise work. */
const acts: Record<string, Act> = {
  addPerson: (c, a) =>
    addPerson(c, a, { name: 'X', email: 'x@example.com', role: 'rep', teamId: null, capacity: null, locale: null }),
  editPerson: (c, a) =>
    editPerson(c, a, { personId: rep(), name: 'X', email: 'y@example.com', role: 'admin', capacity: null }),
  disablePerson: (c, a) => disablePerson(c, a, { personId: rep() }),
  enablePerson: (c, a) => enablePerson(c, a, { personId: rep() }),
  movePerson: (c, a) => movePerson(c, a, { personId: rep(), teamId: floor.teams.west }),
  resetPassword: (c, a) => resetPassword(c, a, { personId: rep() }),
  setTeam: (c, a) => setTeam(c, a, { teamId: null, name: 'New', region: null, repsSee: 'own', archived: false }),
  setManagers: (c, a) => setManagers(c, a, { teamId: floor.teams.east, personIds: [] }),
  createBoard: (c, a) =>
    createBoard(c, a, { name: 'New', currency: 'CNY', visibility: 'everyone', teamIds: [], locale: 'en' }),
  editBoard: (c, a) =>
    editBoard(c, a, {
      boardId: floor.boardId,
      name: 'Other',
      currency: 'CNY',
      visibility: 'everyone',
      teamIds: [],
      archived: false,
    }),
  orderBoards: (c, a) => orderBoards(c, a, { boardIds: [floor.boardId] }),
  editStages: (c, a) =>
    editStages(c, a, {
      boardId: floor.boardId,
      config: 0,
      stages: (['open', 'won', 'lost'] as const).map((kind) => ({
        id: null,
        name: kind,
        kind,
        probability: 1,
        archived: false,
      })),
    }),
  editPool: (c, a) => editPool(c, a, { poolId: floor.poolId, name: 'Pool', ...rules }),
  setChannel: (c, a) => setChannel(c, a, entry),
  setProduct: (c, a) => setProduct(c, a, { ...entry, series: null, priceMinor: null, currency: null }),
  setLostReason: (c, a) => setLostReason(c, a, entry),
  editWorkspace: (c, a) =>
    editWorkspace(c, a, { name: 'Mine', zone: 'Asia/Shanghai', locale: 'en', phoneRegion: 'CN', currency: 'CNY' }),
};
const rep = () => floor.east.reps[0]!.personId;

describe('[X1] what only an administrator may do', () => {
  it.each(Object.keys(acts))('%s is refused to reps and managers and leaves no trace', async (name) => {
    const { read } = test.context.db;
    const before = await streamHead(read, WORKSPACE_STREAM);
    const audited = await read.all('select id from audit_log');
    for (const actor of [floor.east.reps[1]!, floor.east.manager]) {
      await expect(acts[name]!(test.context, actor)).rejects.toMatchObject({ code: 'not_allowed' });
    }
    expect(await streamHead(read, WORKSPACE_STREAM)).toEqual(before);
    expect(await read.all('select id from audit_log')).toHaveLength(audited.length);
  });

  it('preferences are a person’s own: the system has none', async () => {
    const locale = { locale: 'en' as const, theme: 'dark' as const, singleKeys: 'off' as const };
    await expect(setPreferences(test.context, systemActor('test'), locale)).rejects.toMatchObject({
      code: 'not_allowed',
    });
    await setPreferences(test.context, floor.east.reps[0]!, locale);
    await setPreferences(test.context, floor.east.reps[0]!, { locale: null, theme: 'auto', singleKeys: null });
    expect(await test.context.db.read.get('select locale, theme from people where id = ?', [rep()])).toEqual({
      locale: 'en',
      theme: 'auto',
    });
    const view = await workspaceView(test.context, floor.east.reps[0]!);
    expect(view.me.singleKeys).toBe(false);
    expect((await workspaceView(test.context, floor.east.manager)).me.singleKeys).toBe(true);
  });

  // Last: these change the floor.
  it.each(Object.keys(acts))(
    '%s works for an administrator, with one audit entry and one workspace event',
    async (name) => {
      const { read } = test.context.db;
      const before = await streamHead(read, WORKSPACE_STREAM);
      const audited = await read.all('select id from audit_log');
      const config = (await streamHead(read, `board:${floor.boardId}`)).config;
      if (name === 'editStages') {
        const kinds = ['open', 'won', 'lost'] as const;
        const stages = kinds.map((kind) => ({ id: null, name: kind, kind, probability: 1, archived: false }));
        await editStages(test.context, floor.admin, { boardId: floor.boardId, config, stages });
      } else {
        await acts[name]!(test.context, floor.admin);
      }
      const after = await streamHead(read, WORKSPACE_STREAM);
      expect(after).toEqual({ seq: before.seq + 1, config: before.config + 1, floor: 0 });
      expect(await read.all('select id from audit_log')).toHaveLength(audited.length + 1);
      expect(
        await read.all('select seq from events where stream_id = ? and seq = ?', ['workspace', after.seq]),
      ).toHaveLength(1);
    },
  );
});
