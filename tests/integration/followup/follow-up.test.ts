import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { logFollowUpSchema } from '#lib/contract/followup/commands.ts';
import type { PersonActor } from '#lib/domain/access/actor.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#lib/domain/time/calendar.ts';
import { logFollowUp } from '#lib/server/followup/log-follow-up.ts';
import { voidFollowUp } from '#lib/server/followup/void-follow-up.ts';
import { transferLead } from '#lib/server/ownership/transfer-lead.ts';
import { aFloor, type Floor } from '../../support/a-floor.ts';
import { aLead, aPooledLead, leadNow } from '../../support/a-lead.ts';
import { watchBoard } from '../../support/expect-converged.ts';
import { expectOwnershipSound } from '../../support/expect-ownership-sound.ts';
import { testContext, type TestContext } from '../../support/test-context.ts';

let test: TestContext;
let floor: Floor;
let rep: PersonActor;
let leadId: string;
let start: number;
beforeEach(async () => {
  test = await testContext();
  floor = await aFloor(test.context, { pool: { idleDays: 5 } });
  rep = floor.east.reps[0]!;
  leadId = await aLead(test.context, floor, rep);
  start = test.clock.at;
});
afterEach(() => test.close());

const log = (actor: PersonActor, what: object) =>
  logFollowUp(test.context, actor, logFollowUpSchema.parse({ leadId, ...what }));
const lead = () => leadNow(test.context, leadId);
const answered = { kind: 'call', direction: 'out', outcome: 'answered', durationSeconds: 192 };

describe('logging a follow-up', () => {
  it('[O3] [O4] contact restarts the idle clock; a note, an unanswered call and a missed visit do not', async () => {
    const viewers = await watchBoard(test.context, floor);
    test.clock.advance(DAY_MS);
    for (const what of [
      { kind: 'note', note: 'called the neighbour' },
      { kind: 'call', outcome: 'no_answer' },
      { kind: 'visit', outcome: 'no_show' },
      { kind: 'wechat_add_requested' },
    ]) {
      expect((await log(rep, what)).qualifying, what.kind).toBe(false);
      expect(await lead()).toMatchObject({ idleFrom: start, deadlineAt: start + 5 * DAY_MS });
    }
    test.clock.advance(DAY_MS);
    const answer = await log(rep, { ...answered, note: 'wants a trial lesson' });
    expect(answer).toMatchObject({ qualifying: true, deadlineAt: start + 7 * DAY_MS });
    expect(await lead()).toMatchObject({ idleFrom: start + 2 * DAY_MS, lastFollowUpAt: start + 2 * DAY_MS });
    await viewers.expectConverged();
    await expectOwnershipSound(test.context);
  });

  it('[C1] keeps the note apart from the history', async () => {
    const { activityId } = await log(rep, { ...answered, note: 'number of the wife: 139' });
    const note = await test.context.db.read.get<{ note: string }>('select note from activities where id = ?', [
      activityId,
    ]);
    expect(note?.note).toBe('number of the wife: 139');
    const fact = await test.context.db.read.get<{ data: string; personal: string | null }>(
      `select data, personal from lead_history where lead_id = ? and kind = 'followed_up'`,
      [leadId],
    );
    expect(fact!.data).toContain(activityId);
    expect(fact!.data + (fact!.personal ?? '')).not.toContain('wife');
    const events = await test.context.db.read.all<{ text: string }>(
      `select payload || coalesce(personal, '') as "text" from events`,
    );
    expect(events.map(({ text }) => text).join('')).not.toContain('wife');
  });

  it('[O3] one entered late counts from when it was, and never turns a clock back', async () => {
    test.clock.advance(3 * DAY_MS);
    await log(rep, { ...answered, at: start + 2 * DAY_MS });
    expect((await lead()).idleFrom).toBe(start + 2 * DAY_MS);
    await log(rep, { ...answered, at: start + DAY_MS });
    expect(await lead()).toMatchObject({ idleFrom: start + 2 * DAY_MS, lastFollowUpAt: start + 2 * DAY_MS });
    const before = await log(rep, { ...answered, at: start - HOUR_MS });
    expect(before.qualifying, 'made before the spell').toBe(false);
    await expect(log(rep, { ...answered, at: test.clock.at + HOUR_MS })).rejects.toMatchObject({
      code: 'invalid_input',
      details: { field: 'at', problem: 'future' },
    });
  });

  it('[O2] an agreed call-back holds the deadline until then and some hours; a call nobody answered agrees nothing', async () => {
    const holdUntil = start + 9 * DAY_MS;
    const next = { at: holdUntil, kind: 'call' };
    await expect(log(rep, { kind: 'call', outcome: 'no_answer', holdUntil })).rejects.toMatchObject({
      code: 'hold_needs_contact',
    });
    await log(rep, { ...answered, next, holdUntil });
    expect(await lead()).toMatchObject({ clock: 'paused', deadlineAt: holdUntil + 4 * HOUR_MS, nextAt: holdUntil });
    await log(rep, { ...answered, holdUntil: null });
    expect(await lead()).toMatchObject({ clock: 'running', nextAt: holdUntil, nextKind: 'call' });
  });

  it('ends the step that was due, keeps one that lies ahead, and clears it when told', async () => {
    const later = start + 2 * DAY_MS;
    await log(rep, { ...answered, next: { at: later, kind: 'wechat' } });
    test.clock.advance(DAY_MS);
    await log(rep, answered);
    expect(await lead()).toMatchObject({ nextAt: later, nextKind: 'wechat' });
    test.clock.advance(DAY_MS);
    await log(rep, { kind: 'wechat' });
    expect(await lead()).toMatchObject({ nextAt: null, nextKind: null });
  });

  it('[X1] is for the owner and his managers', async () => {
    await expect(log(floor.east.reps[1]!, answered)).rejects.toMatchObject({ code: 'not_allowed' });
    await expect(log(floor.west.reps[0]!, answered)).rejects.toMatchObject({ code: 'not_found' });
    await expect(log(floor.east.manager, answered)).resolves.toMatchObject({ qualifying: true });
    const pooled = await aPooledLead(test.context, floor);
    await expect(log(rep, { ...answered, leadId: pooled })).rejects.toMatchObject({ code: 'not_allowed' });
  });

  it('refuses an outcome that the kind cannot have, and an empty note', () => {
    expect(logFollowUpSchema.safeParse({ leadId, kind: 'visit', outcome: 'busy' }).success).toBe(false);
    expect(logFollowUpSchema.safeParse({ leadId, kind: 'note', note: '  ' }).success).toBe(false);
    expect(logFollowUpSchema.safeParse({ leadId, kind: 'visit', outcome: 'arrived' }).success).toBe(true);
  });
});

describe('taking a follow-up back', () => {
  it('[O3] restores clock, plan and hold, in whatever order records are taken back', async () => {
    const viewers = await watchBoard(test.context, floor);
    const original = await lead();
    test.clock.advance(DAY_MS);
    const hold = start + 9 * DAY_MS;
    const first = await log(rep, { ...answered, holdUntil: hold, next: { at: hold, kind: 'call' } });
    test.clock.advance(MINUTE_MS);
    const second = await log(rep, { kind: 'wechat', outcome: 'invited' });
    const take = (activityId: string, actor = rep) => voidFollowUp(test.context, actor, { activityId });
    await take(first.activityId);
    expect(await lead(), 'the later one still counts').toMatchObject({
      idleFrom: start + DAY_MS + MINUTE_MS,
      lastFollowUpAt: start + DAY_MS + MINUTE_MS,
      nextAt: null,
      holdUntil: null,
    });
    await expect(take(first.activityId)).rejects.toMatchObject({ code: 'already_void' });
    await take(second.activityId);
    expect({ ...(await lead()), version: 0 }, 'as if nothing had been logged').toEqual({ ...original, version: 0 });
    await viewers.expectConverged();
    await expectOwnershipSound(test.context);
  });

  it('is for oneself and for some minutes', async () => {
    const { activityId } = await log(rep, answered);
    await expect(voidFollowUp(test.context, floor.east.manager, { activityId })).rejects.toMatchObject({
      code: 'not_allowed',
    });
    test.clock.advance(10 * MINUTE_MS + 1);
    await expect(voidFollowUp(test.context, rep, { activityId })).rejects.toMatchObject({ code: 'void_too_late' });
  });

  it('[O3] after a transfer the inherited clock is what it falls back to', async () => {
    const friend = floor.east.reps[1]!;
    test.clock.advance(3 * DAY_MS);
    await transferLead(test.context, rep, { leadId, toId: friend.personId, note: null });
    const { activityId } = await log(friend, answered);
    expect((await lead()).idleFrom).toBe(start + 3 * DAY_MS);
    await voidFollowUp(test.context, friend, { activityId });
    expect(await lead()).toMatchObject({ idleFrom: start, deadlineAt: start + 5 * DAY_MS, lastFollowUpAt: null });
  });
});
