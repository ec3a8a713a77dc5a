import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addPerson } from '#lib/server/access/add-person.ts';
import { resetPassword } from '#lib/server/access/reset-password.ts';
import { loadActor } from '#lib/server/access/person-now.ts';
import { workspaceSettings } from '#lib/server/access/workspace-settings.ts';
import { setPasswordByLink } from '#lib/server/auth/set-password.ts';
import { setUp, setupLink } from '#lib/server/auth/setup.ts';
import { boardsList } from '#lib/server/board/boards-list.ts';
import { readBoardConfig } from '#lib/server/board/board-config.ts';
import { aFloor } from '../../support/a-floor.ts';
import { testContext, type TestContext } from '../../support/test-context.ts';

const HOUR = 3_600_000;
let test: TestContext;
beforeEach(async () => {
  test = await testContext();
});
afterEach(() => test.close());

const codesOf = (results: PromiseSettledResult<unknown>[]) =>
  results.map((result) => (result.status === 'fulfilled' ? 'done' : (result.reason as { code: string }).code)).sort();

const newcomer = {
  name: 'Chen Yu',
  email: 'chen@example.com',
  role: 'rep' as const,
  teamId: null,
  capacity: null,
  locale: null,
};
const setting = {
  name: 'Ada',
  email: 'ada@example.com',
  password: 'low tide at seven',
  locale: 'zh-CN' as const,
  workspaceName: '潮汐教育',
  boardName: '课程',
  zone: 'Asia/Shanghai',
  currency: 'CNY',
  phoneRegion: 'CN',
};

describe('one-time links', () => {
  it('[X3] of 20 simultaneous users exactly one gets through', async () => {
    const { admin } = await aFloor(test.context);
    const { token } = await addPerson(test.context, admin, newcomer);
    const uses = await Promise.allSettled(
      Array.from({ length: 20 }, (_, i) => setPasswordByLink(test.context, token, `low tide at ${i} o’clock`)),
    );
    expect(codesOf(uses)).toEqual(['done', ...Array<string>(19).fill('link_used')]);
  });

  it('are stored as a hash, expire, and a newer one replaces the unused', async () => {
    const { admin } = await aFloor(test.context);
    const { token, personId } = await addPerson(test.context, admin, newcomer);
    const stored = await test.context.db.read.all('select token_hash from one_time_links');
    expect(stored).toHaveLength(1);
    expect(JSON.stringify(stored)).not.toContain(token);
    const second = await resetPassword(test.context, admin, { personId });
    const set = (link: string) => setPasswordByLink(test.context, link, 'low tide at seven');
    await expect(set(token)).rejects.toMatchObject({ code: 'link_invalid' });
    test.clock.advance(97 * HOUR);
    await expect(set(second.token)).rejects.toMatchObject({ code: 'link_expired' });
    const third = await resetPassword(test.context, admin, { personId });
    await expect(setPasswordByLink(test.context, third.token, 'short')).rejects.toMatchObject({
      code: 'password_too_short',
    });
    expect(await set(third.token)).toEqual({ personId });
    await expect(set(third.token)).rejects.toMatchObject({ code: 'link_used' });
  });
});

describe('the first start', () => {
  it('[X3] makes one admin, also when 20 try with several links', async () => {
    const { context } = test;
    const links = [(await setupLink(context))!, (await setupLink(context))!];
    const tries = Array.from({ length: 20 }, (_, i) =>
      setUp(context, links[i % 2]!.token, { ...setting, email: `ada${i}@example.com` }),
    );
    const codes = codesOf(await Promise.allSettled(tries));
    expect(codes.filter((code) => code === 'done')).toHaveLength(1);
    expect(codes.filter((code) => code === 'setup_done')).toHaveLength(19);
    expect(await context.db.read.all('select id from people')).toHaveLength(1);
    expect(await setupLink(context)).toBeNull();
  });

  it('writes a workspace that can be worked in, in the language chosen', async () => {
    const { context } = test;
    const { token } = (await setupLink(context))!;
    const { personId, boardId } = await setUp(context, token, setting);
    const admin = (await loadActor(context.db.read, personId))!;
    expect(admin.role).toBe('admin');
    expect(await workspaceSettings(context.db.read)).toMatchObject({ name: '潮汐教育', locale: 'zh-CN' });
    expect((await boardsList(context.db.read, admin)).map(({ name }) => name)).toEqual(['课程']);
    const board = await readBoardConfig(context, boardId);
    expect(board.stages.map(({ name }) => name)).toContain('成交');
    expect(new Set(board.stages.map(({ kind }) => kind))).toEqual(new Set(['open', 'won', 'lost']));
    expect(board.pool).toMatchObject({ name: '课程公海', recycling: true, warnHours: [24, 4] });
    expect(await context.db.read.all('select id from lost_reasons')).toHaveLength(5);
  });

  it('refuses a weak password without using the link up', async () => {
    const { context } = test;
    const { token } = (await setupLink(context))!;
    await expect(setUp(context, token, { ...setting, password: 'short' })).rejects.toMatchObject({
      code: 'password_too_short',
    });
    await setUp(context, token, setting);
    expect(await context.db.read.all('select id from people')).toHaveLength(1);
  });
});
