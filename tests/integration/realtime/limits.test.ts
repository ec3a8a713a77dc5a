import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { movePerson } from '#lib/server/access/move-person.ts';
import { endSession } from '#lib/server/auth/sessions.ts';
import { OPENINGS_BURST } from '#lib/server/context/change-budget.ts';
import { MOST_SOCKETS } from '../../../server/realtime/admission.ts';
import { aDoor, disconnected, type Client, type Door } from '../../support/a-door.ts';
import type { Floor } from '../../support/a-floor.ts';
import type { TestContext } from '../../support/test-context.ts';

let door: Door;
let test: TestContext;
let floor: Floor;
beforeEach(async () => {
  door = await aDoor();
  ({ test, floor } = door);
});
afterEach(() => door.close());

describe('what one person can ask of the server over sockets', () => {
  it('[X3] tells nobody else of a sign-out: no page loads its workspace again for it', async () => {
    const [rep, colleague] = floor.east.reps;
    const token = await door.tokenOf(rep!);
    const [here, there, other] = [
      (await door.knock(token)) as Client,
      await door.enter(rep!),
      await door.enter(colleague!),
    ];
    const heard: Record<string, number> = { there: 0, other: 0 };
    there.on('workspace', () => heard['there']!++);
    other.on('workspace', () => heard['other']!++);
    const gone = disconnected(here);
    await endSession(test.context, token);
    await gone;
    await vi.waitFor(() => expect(heard['there'], 'his list of sessions is old').toBe(1), 5_000);
    expect(heard['other']).toBe(0);
    await movePerson(test.context, floor.admin, { personId: rep!.personId, teamId: floor.teams.west });
    await vi.waitFor(() => expect(heard['other']).toBeGreaterThan(0), 5_000);
  });

  it('opens boards for one person no faster than a person looks at them, over all his tabs', async () => {
    const [first, second] = [await door.enter(floor.east.reps[0]!), await door.enter(floor.east.reps[0]!)];
    const answers = [];
    for (let n = 0; n < OPENINGS_BURST; n++) answers.push(await door.open(n % 2 ? first : second));
    expect(answers.every(({ ok }) => ok)).toBe(true);
    expect(await door.open(first)).toMatchObject({ ok: false, error: { code: 'too_fast' } });
    expect(await door.open(await door.enter(floor.east.reps[1]!))).toMatchObject({ ok: true });
    test.clock.advance(10_000);
    expect(await door.open(first)).toMatchObject({ ok: true });
  });

  it('lets one person have so many sockets and no more, and others theirs', async () => {
    const token = await door.tokenOf(floor.east.reps[0]!);
    const all = await Promise.all(Array.from({ length: MOST_SOCKETS }, () => door.knock(token)));
    expect(all.every((client) => typeof client === 'object')).toBe(true);
    expect(await door.knock(token)).toBe('too_many');
    expect(typeof (await door.knock(await door.tokenOf(floor.east.reps[1]!)))).toBe('object');
    const gone = disconnected(all[0] as Client);
    (all[0] as Client).disconnect();
    await gone;
    await vi.waitFor(async () => expect(typeof (await door.knock(token))).toBe('object'), 5_000);
  });
});
