import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addPerson } from '#lib/server/access/add-person.ts';
import { disablePerson, enablePerson } from '#lib/server/access/disable-person.ts';
import { loadActor } from '#lib/server/access/person-now.ts';
import { createSession, endAllSessions, endSession, readSession, sessionsOf } from '#lib/server/auth/sessions.ts';
import { changePassword, setPasswordByLink } from '#lib/server/auth/set-password.ts';
import { signIn } from '#lib/server/auth/sign-in.ts';
import { WORKSPACE_STREAM, eventsAfter, streamHead } from '#lib/server/streams/stream.ts';
import { aFloor, type Floor } from '../../support/a-floor.ts';
import { testContext, type TestContext } from '../../support/test-context.ts';

const DAY = 86_400_000;
let test: TestContext;
let floor: Floor;
let counter = 0;

beforeAll(async () => {
  test = await testContext();
  floor = await aFloor(test.context);
});
afterAll(() => test.close());

/** Somebody with a password of his own, made the way an admin makes people. */
async function aPerson(password = 'low tide at seven') {
  const email = `person${++counter}@example.com`;
  const added = await addPerson(test.context, floor.admin, {
    name: `Person ${counter}`,
    email,
    role: 'rep',
    teamId: floor.teams.east,
    capacity: null,
    locale: null,
  });
  await setPasswordByLink(test.context, added.token, password);
  const enter = (typed = password, address = '10.0.0.1') =>
    signIn(test.context, { email, password: typed, address, userAgent: 'a browser' });
  return { ...added, email, enter };
}

const accessEventsSince = async (seq: number) =>
  (await eventsAfter(test.context.db.read, WORKSPACE_STREAM, seq, 100))
    .filter(({ kind }) => kind === 'access.changed')
    .flatMap(({ payload }) => (JSON.parse(payload) as { personIds: string[] }).personIds);

describe('sessions', () => {
  it('[X3] are stored as a hash and open with the token only', async () => {
    const personId = floor.east.reps[0]!.personId;
    const { token, expiresAt } = await createSession(test.context, personId, { userAgent: null });
    const session = await readSession(test.context, token);
    expect(session).toMatchObject({ personId });
    // SQLite keeps whole seconds.
    expect(Math.abs(session!.expiresAt - expiresAt)).toBeLessThan(1500);
    const rows = await test.context.db.read.all<{ id: string }>('select id from sessions where user_id = ?', [
      personId,
    ]);
    expect(rows.map(({ id }) => id)).toEqual([session!.sessionId]);
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(await readSession(test.context, session!.sessionId)).toBeNull();
  });

  it('live 30 days by the context clock, longer when they are used', async () => {
    const personId = floor.east.reps[1]!.personId;
    const { token } = await createSession(test.context, personId, { userAgent: null });
    test.clock.advance(20 * DAY);
    expect(await readSession(test.context, token)).toMatchObject({ fresh: true });
    test.clock.advance(20 * DAY);
    expect(await readSession(test.context, token)).not.toBeNull();
    test.clock.advance(31 * DAY);
    expect(await readSession(test.context, token)).toBeNull();
    expect(await sessionsOf(test.context, test.context.db.read, personId)).toEqual([]);
  });

  it('[X2] ending one or all is an event that open sockets hear of', async () => {
    const personId = floor.east.reps[2]!.personId;
    const opened = await Promise.all([1, 2, 3].map(() => createSession(test.context, personId, { userAgent: null })));
    const { seq } = await streamHead(test.context.db.read, WORKSPACE_STREAM);
    await endSession(test.context, opened[0]!.token);
    expect(await readSession(test.context, opened[0]!.token)).toBeNull();
    expect(await endAllSessions(test.context, personId, opened[2]!.token)).toBe(1);
    expect(await readSession(test.context, opened[1]!.token)).toBeNull();
    expect(await readSession(test.context, opened[2]!.token)).not.toBeNull();
    expect(await accessEventsSince(seq)).toEqual([personId, personId]);
    await endSession(test.context, 'not a token');
    expect(await accessEventsSince(seq)).toHaveLength(2);
  });
});

describe('sign-in', () => {
  it('[X3] opens a session for address and password, whatever the case of the address', async () => {
    const person = await aPerson();
    const { token } = await signIn(test.context, {
      email: ` ${person.email.toUpperCase()} `,
      password: 'low tide at seven',
      address: '10.0.0.1',
      userAgent: null,
    });
    expect(await readSession(test.context, token)).toMatchObject({ personId: person.personId });
  });

  it('[X3] answers an unknown address like a wrong password, and counts both down', async () => {
    const person = await aPerson();
    const wrong = await person.enter('something else', '10.1.0.1').catch((error: unknown) => error);
    const unknown = await signIn(test.context, {
      email: 'nobody@example.com',
      password: 'something else',
      address: '10.1.0.2',
      userAgent: null,
    }).catch((error: unknown) => error);
    expect(wrong).toMatchObject({ code: 'sign_in_failed', details: { left: 4 } });
    expect(unknown).toMatchObject({ code: 'sign_in_failed', details: { left: 4 } });
  });

  it('[X3] stops after five failures and says until when, also for parallel guesses', async () => {
    const person = await aPerson();
    const guesses = await Promise.allSettled(
      Array.from({ length: 12 }, (_, i) => person.enter(`guess ${i}`, '10.2.0.1')),
    );
    const codes = guesses.map((guess) =>
      guess.status === 'rejected' ? (guess.reason as { code: string }).code : 'in',
    );
    expect(codes.filter((code) => code === 'sign_in_failed')).toHaveLength(5);
    expect(codes.filter((code) => code === 'sign_in_throttled')).toHaveLength(7);
    const refusal = await person.enter(undefined, '10.2.0.1').catch((error: unknown) => error);
    const { until } = (refusal as { details: { until: number } }).details;
    expect(until - test.context.now()).toBeGreaterThan(14 * 60_000);
    expect(until - test.context.now()).toBeLessThanOrEqual(15 * 60_000);
    // A colleague elsewhere with the right password is not locked out by that.
    expect(await person.enter(undefined, '10.2.0.9')).toMatchObject({ personId: person.personId });
  });

  it('[X3] one address cannot try many accounts', async () => {
    const attempts = Array.from({ length: 65 }, (_, i) =>
      signIn(test.context, {
        email: `guess${i}@example.com`,
        password: 'x',
        address: '10.3.0.1',
        userAgent: null,
      }).catch((error: unknown) => (error as { code: string }).code),
    );
    const codes = await Promise.all(attempts);
    expect(codes.filter((code) => code === 'sign_in_throttled')).toHaveLength(5);
  });

  it('[X3] counts attempts for all nodes together, and for a quarter of an hour', async () => {
    const person = await aPerson();
    const other = await test.secondNode();
    const guess = (context: typeof other, password: string) =>
      signIn(context, { email: person.email, password, address: '10.6.0.1', userAgent: null }).then(
        () => 'in',
        (error: unknown) => (error as { code: string }).code,
      );
    const nodes = [test.context, other, other, test.context, other, test.context];
    const codes: string[] = [];
    for (const node of nodes) codes.push(await guess(node, 'a wrong guess'));
    expect(codes).toEqual([...Array<string>(5).fill('sign_in_failed'), 'sign_in_throttled']);
    expect(await guess(test.context, 'low tide at seven')).toBe('sign_in_throttled');
    expect(await guess(other, 'low tide at seven')).toBe('sign_in_throttled');
    test.clock.advance(15 * 60_000);
    expect(await guess(other, 'low tide at seven')).toBe('in');
    const rows = () => test.context.db.read.all<{ key: string }>('select key from sign_in_attempts');
    // What is over is gone, what is left names nobody.
    expect((await rows()).length).toBeLessThanOrEqual(2);
    expect(JSON.stringify(await rows())).not.toMatch(/example|10\.6/);
  });

  it('[X3] every attempt and its end stand in the audit log, without what was typed', async () => {
    const person = await aPerson();
    test.clock.advance(1);
    await person.enter('a wrong secret', '10.4.0.1').catch(() => {});
    test.clock.advance(1);
    await person.enter(undefined, '10.4.0.1');
    const rows = await test.context.db.read.all<{ kind: string; data: string }>(
      'select kind, data from audit_log where target = ? order by at, kind desc',
      [person.personId],
    );
    expect(rows.map(({ kind }) => kind)).toEqual(['person_added', 'password_set', 'sign_in_failed', 'sign_in']);
    expect(JSON.stringify(rows)).not.toContain('a wrong secret');
  });
});

describe('passwords', () => {
  it('[X3] a changed password ends the other sessions and keeps this one', async () => {
    const person = await aPerson();
    const here = await person.enter();
    const other = await person.enter();
    const actor = (await loadActor(test.context.db.read, person.personId))!;
    const request = { token: here.token, address: '10.5.0.1' };
    const change = (present: string, password: string) =>
      changePassword(test.context, actor, { present, password }, request);
    await expect(change('wrong', 'spring tide at nine')).rejects.toMatchObject({ code: 'wrong_password' });
    await expect(change('low tide at seven', 'short')).rejects.toMatchObject({ code: 'password_too_short' });
    expect(await change('low tide at seven', 'spring tide at nine')).toEqual({ ended: 1 });
    expect(await readSession(test.context, other.token)).toBeNull();
    expect(await readSession(test.context, here.token)).not.toBeNull();
    await expect(person.enter('low tide at seven')).rejects.toMatchObject({ code: 'sign_in_failed' });
  });
});

describe('disabling a person', () => {
  it('[X5] ends his sessions at once, keeps his password for later, and is told apart only to him', async () => {
    const person = await aPerson();
    const { token } = await person.enter();
    const { seq } = await streamHead(test.context.db.read, WORKSPACE_STREAM);
    expect(await disablePerson(test.context, floor.admin, person)).toEqual({ personId: person.personId, openLeads: 0 });
    expect(await readSession(test.context, token)).toBeNull();
    expect(await loadActor(test.context.db.read, person.personId)).toBeUndefined();
    expect(await accessEventsSince(seq)).toEqual([person.personId]);
    await expect(person.enter()).rejects.toMatchObject({ code: 'account_disabled' });
    await expect(person.enter('a wrong guess')).rejects.toMatchObject({ code: 'sign_in_failed' });
    await enablePerson(test.context, floor.admin, person);
    expect(await person.enter()).toMatchObject({ personId: person.personId });
  });
});
