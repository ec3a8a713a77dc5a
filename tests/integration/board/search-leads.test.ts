import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PersonActor } from '#lib/domain/access/actor.ts';
import { searchLeads } from '#lib/server/board/search-leads.ts';
import { aFloor, type Floor } from '../../support/a-floor.ts';
import { aLead, aPooledLead } from '../../support/a-lead.ts';
import { testContext, type TestContext } from '../../support/test-context.ts';

let test: TestContext;
let floor: Floor;
beforeEach(async () => {
  test = await testContext();
  floor = await aFloor(test.context, { repsSee: 'own' });
});
afterEach(() => test.close());

const found = async (actor: PersonActor, text: string, boardId: string | null = null) =>
  (await searchLeads(test.context, actor, text, { boardId, limit: 20 })).map(({ name }) => name).sort();

describe('search', () => {
  it('finds by part of a name, pinyin initials and the end of a phone number', async () => {
    const [zhang] = floor.east.reps;
    await aLead(test.context, floor, zhang!, {
      name: '赵明轩',
      identities: [{ kind: 'phone', value: '13812345678' }],
    });
    await aLead(test.context, floor, zhang!, { name: 'Marcus Webb', company: 'Helios Retail' });
    for (const text of ['明轩', 'zmx', '5678', '赵']) expect(await found(zhang!, text), text).toEqual(['赵明轩']);
    expect(await found(zhang!, 'helios')).toEqual(['Marcus Webb']);
    expect(await found(zhang!, 'marcus hel')).toEqual(['Marcus Webb']);
    expect(await found(zhang!, 'marcus zmx')).toEqual([]);
    expect(await found(zhang!, '  ')).toEqual([]);
  });

  it('[X1] everybody finds what his boards show, and nothing else', async () => {
    const [zhang, li] = floor.east.reps;
    await aLead(test.context, floor, zhang!, { name: 'Shared Name One' });
    await aLead(test.context, floor, li!, { name: 'Shared Name Two' });
    await aLead(test.context, floor, floor.west.reps[0]!, { name: 'Shared Name Three' });
    expect(await found(zhang!, 'shared')).toEqual(['Shared Name One']);
    expect(await found(floor.east.manager, 'shared')).toEqual(['Shared Name One', 'Shared Name Two']);
    expect(await found(floor.admin, 'shared')).toHaveLength(3);
    expect(await found(floor.admin, 'shared', 'another-board')).toEqual([]);
  });

  it('[P5] a masked name cannot be guessed by searching for it', async () => {
    await aPooledLead(test.context, floor, { name: '沈佳宜' });
    expect(await found(floor.east.reps[0]!, '沈佳宜')).toEqual([]);
    expect(await found(floor.east.manager, '沈佳宜')).toEqual(['沈佳宜']);
  });

  it('[P5] a number of a lead whose contacts one may not open is found whole only, never digit by digit', async () => {
    await test.close();
    test = await testContext();
    floor = await aFloor(test.context, { repsSee: 'team' });
    const [zhang, li] = floor.east.reps;
    const identities = [
      { kind: 'phone', value: '13812345678' } as const,
      { kind: 'email', value: 'wei.zhao@example.com' } as const,
      { kind: 'wechat', value: 'tidewx_77' } as const,
    ];
    await aLead(test.context, floor, zhang!, { name: '赵明轩', company: 'Helios', identities });
    await aPooledLead(test.context, floor, {
      name: '沈佳宜',
      identities: [{ kind: 'phone', value: '13998765432' }],
    });
    const parts = ['138', '5678', '1381234567', '+86138', 'wei.zhao@', 'wei', 'example', 'tidewx', '赵明轩 5678'];
    for (const text of parts) expect(await found(li!, text), text).toEqual([]);
    for (const text of parts) expect(await found(zhang!, text), text).toEqual(['赵明轩']);
    for (const text of parts) expect(await found(floor.east.manager, text), text).toEqual(['赵明轩']);
    const whole = ['13812345678', '+86 138 1234 5678', 'Wei.Zhao@example.com', 'tidewx_77', '明轩', 'zmx helios'];
    for (const text of whole) expect(await found(li!, text), text).toEqual(['赵明轩']);
    expect(await found(floor.east.manager, '5432')).toEqual([]);
    expect(await found(floor.east.manager, '13998765432')).toEqual(['沈佳宜']);
    expect(await found(floor.admin, '5432')).toEqual(['沈佳宜']);
  });
});
