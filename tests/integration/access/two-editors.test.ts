import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { editPerson, shownPerson } from '#lib/server/access/edit-person.ts';
import { editPool, shownPool } from '#lib/server/access/edit-pool.ts';
import { editWorkspace } from '#lib/server/access/edit-workspace.ts';
import { movePerson } from '#lib/server/access/move-person.ts';
import { seenMark } from '#lib/server/context/seen-mark.ts';
import { workspaceSettings } from '#lib/server/access/workspace-settings.ts';
import { editBoard, shownBoard } from '#lib/server/board/edit-board.ts';
import { aFloor, type Floor } from '../../support/a-floor.ts';
import { testContext, type TestContext } from '../../support/test-context.ts';

let test: TestContext;
let floor: Floor;
beforeEach(async () => {
  test = await testContext();
  floor = await aFloor(test.context);
});
afterEach(() => test.close());

const tooLate = { code: 'settings_changed_meanwhile' };

describe('two admins with the same form open', () => {
  /** Both see the same; the first saves, the second is refused, looks again and saves. */
  async function bothSave(shown: () => Promise<object>, save: (name: string, seen: string) => Promise<unknown>) {
    const seen = seenMark(await shown());
    await save('First', seen);
    await expect(save('Second', seen)).rejects.toMatchObject(tooLate);
    expect(await shown()).toMatchObject({ name: 'First' });
    await save('Second', seenMark(await shown()));
    expect(await shown()).toMatchObject({ name: 'Second' });
  }

  it('of the workspace do not undo each other', async () => {
    const { context } = test;
    const settings = await workspaceSettings(context.db.read);
    await bothSave(
      () => workspaceSettings(context.db.read),
      (name, seen) => editWorkspace(context, floor.admin, { ...settings, name, seen }),
    );
  });

  it('of a pool do not undo each other', async () => {
    const { poolId, admin } = floor;
    const shown = () => shownPool(test.context.db.read, poolId);
    const { recyclingSince: _since, ...rules } = await shown();
    await bothSave(shown, (name, seen) => editPool(test.context, admin, { ...rules, poolId, name, seen }));
  });

  it('of a board do not undo each other, and its stages are another form', async () => {
    const { boardId, admin } = floor;
    const shown = () => shownBoard(test.context.db.read, boardId);
    const before = await shown();
    await bothSave(shown, (name, seen) => editBoard(test.context, admin, { ...before, boardId, name, seen }));
  });

  it('of a person do not undo each other, nor send him back to his old team', async () => {
    const { personId } = floor.east.reps[0]!;
    const shown = () => shownPerson(test.context.db.read, personId);
    const { teamId: _team, ...before } = await shown();
    const save = (name: string, seen: string) =>
      editPerson(test.context, floor.admin, { ...before, personId, name, seen });
    await bothSave(shown, save);
    const seen = seenMark(await shown());
    await movePerson(test.context, floor.admin, { personId, teamId: floor.teams.west });
    await expect(save('Third', seen)).rejects.toMatchObject(tooLate);
  });
});
