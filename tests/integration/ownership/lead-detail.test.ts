import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { leadsQueryFromUrl } from '#lib/contract/board/leads-list.ts';
import { logFollowUpSchema } from '#lib/contract/followup/commands.ts';
import type { PersonActor } from '#lib/domain/access/actor.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#lib/domain/time/calendar.ts';
import { leadDetail, olderTimeline } from '#lib/server/board/lead-detail.ts';
import { leadsList } from '#lib/server/board/leads-list.ts';
import { searchLeads } from '#lib/server/board/search-leads.ts';
import { logFollowUp } from '#lib/server/followup/log-follow-up.ts';
import { assignLead } from '#lib/server/ownership/assign-lead.ts';
import { claimLead } from '#lib/server/ownership/claim-lead.ts';
import { markNoticesRead } from '#lib/server/ownership/mark-notices-read.ts';
import { noticeList } from '#lib/server/ownership/notice-list.ts';
import { poolView } from '#lib/server/ownership/pool-view.ts';
import { releaseLead } from '#lib/server/ownership/release-lead.ts';
import { DAILY_CONTACTS, revealContact } from '#lib/server/ownership/reveal-contact.ts';
import { transferLead } from '#lib/server/ownership/transfer-lead.ts';
import { allJobs } from '../../../server/scheduler/scheduler.ts';
import { runDue } from '../../../server/scheduler/run-due.ts';
import { aFloor, type Floor } from '../../support/a-floor.ts';
import { aLead, aPooledLead } from '../../support/a-lead.ts';
import { testContext, type TestContext } from '../../support/test-context.ts';

let test: TestContext;
let floor: Floor;
let rep: PersonActor;
let colleague: PersonActor;
beforeEach(async () => {
  test = await testContext();
  floor = await aFloor(test.context, { pool: { idleDays: 5, coolDownHours: 48, dailyClaims: 10, holdingLimit: 100 } });
  [rep, colleague] = [floor.east.reps[0]!, floor.east.reps[1]!];
});
afterEach(() => test.close());

const zhao = {
  name: 'Zhao Mingxuan',
  company: 'Huadong Toys',
  region: 'Shanghai',
  remark: 'pick-up is a worry',
  identities: [{ kind: 'phone', value: '13812345678' } as const, { kind: 'email', value: 'zhao@example.com' } as const],
};
const detail = (actor: PersonActor, leadId: string) => leadDetail(test.context, actor, leadId);
const log = (leadId: string, what: object) =>
  logFollowUp(test.context, rep, logFollowUpSchema.parse({ leadId, kind: 'call', outcome: 'answered', ...what }));
const runScheduler = async () => {
  for (const job of allJobs()) await runDue(test.context, 'node-1', job);
};
/** Nothing of this may stand anywhere in what somebody is told who may not know it. */
const secrets = ['13812345678', 'zhao@example.com', 'Mingxuan', 'Toys', 'worry', 'wants a trial'];
const leaks = (told: unknown) => secrets.filter((secret) => JSON.stringify(told).includes(secret));

describe('the detail of a lead', () => {
  it('tells the owner whose it is, until when, by which rule, and what would extend it', async () => {
    const start = test.clock.at;
    const leadId = await aLead(test.context, floor, rep, zhao);
    test.clock.advance(DAY_MS);
    const { activityId } = await log(leadId, { note: 'wants a trial lesson', durationSeconds: 192 });
    const seen = await detail(rep, leadId);
    expect(seen).toMatchObject({ region: 'Shanghai', remark: 'pick-up is a worry', card: { name: 'Zhao Mingxuan' } });
    expect(seen.identities.map(({ kind, masked }) => [kind, masked])).toEqual([
      ['phone', '138 **** 5678'],
      ['email', 'z****@example.com'],
    ]);
    expect(seen.ownership).toMatchObject({
      ownerId: rep.personId,
      why: { began: 'create', at: start, inheritedIdleFrom: null },
      clock: {
        deadlineAt: start + 6 * DAY_MS,
        state: 'running',
        reason: { rule: 'idle', idleFrom: start + DAY_MS, idleDays: 5 },
      },
      pool: { idleDays: 5, recycling: true },
      pooled: null,
    });
    expect(seen.ownership.wouldExtend.map(({ by }) => by)).toEqual(['appointment']);
    test.clock.advance(HOUR_MS);
    const later = (await detail(rep, leadId)).ownership.wouldExtend;
    expect(later[0]).toMatchObject({ by: 'follow_up', until: test.clock.at + 5 * DAY_MS });
    const [call, created] = seen.timeline.entries;
    expect(created).toMatchObject({ kind: 'created', actorId: rep.personId });
    expect(call).toMatchObject({
      kind: 'followed_up',
      activity: { id: activityId, kind: 'call', note: 'wants a trial lesson', qualifying: true, durationSeconds: 192 },
    });
    expect(call!.activity!.undoUntil).toBe(start + DAY_MS + 10 * MINUTE_MS);
    expect(seen.rights).toEqual({
      work: true,
      claim: false,
      assign: false,
      transfer: true,
      release: true,
      protect: false,
      revealContact: true,
      undoRecycle: false,
    });
  });

  it('[X1] a colleague who only sees the card reads no notes, and another team nothing', async () => {
    const leadId = await aLead(test.context, floor, rep, zhao);
    await log(leadId, { note: 'wants a trial lesson' });
    await releaseLead(test.context, rep, { leadId, reason: 'a worry' });
    await claimLead(test.context, rep, { leadId });
    const seen = await detail(colleague, leadId);
    expect(seen.remark).toBeNull();
    expect(leaks(seen.timeline)).toEqual([]);
    expect(seen.timeline.entries).toHaveLength(4);
    expect(seen.rights.work || seen.rights.revealContact || seen.rights.transfer).toBe(false);
    await expect(detail(floor.west.reps[0]!, leadId)).rejects.toMatchObject({ code: 'not_found' });
    await expect(olderTimeline(test.context, floor.west.reps[0]!, leadId, '')).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(detail(rep, 'nonsense')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('[P5] an outside number is told to those only who may open the contacts', async () => {
    const leadId = await aLead(test.context, floor, rep, zhao);
    await test.context.db.transaction((tx) =>
      tx.run('update leads set external_id = ? where id = ?', ['13812345678', leadId]),
    );
    const told = async (actor: PersonActor) => (await detail(actor, leadId)).externalId;
    expect(await told(rep)).toBe('13812345678');
    expect(await told(floor.east.manager)).toBe('13812345678');
    expect(await told(colleague)).toBeNull();
    const list = await leadsList(test.context, colleague, leadsQueryFromUrl(new URLSearchParams('q=Zhao')));
    const search = await searchLeads(test.context, colleague, 'Zhao', { limit: 9 });
    expect([list.rows.map(({ id }) => id), search.map(({ id }) => id)]).toEqual([[leadId], [leadId]]);
    expect(leaks([list, search]).filter((text) => /\d{6}/.test(text))).toEqual([]);
    await releaseLead(test.context, rep, { leadId, reason: null });
    for (const actor of [rep, colleague, floor.east.manager]) {
      expect(leaks(await detail(actor, leadId)).filter((text) => /\d{6}/.test(text))).toEqual([]);
    }
    expect(await told(floor.admin)).toBe('13812345678');
  });

  it('[P5] in the pool a rep reads the stages of a story without the person in it', async () => {
    const leadId = await aLead(test.context, floor, rep, zhao);
    await log(leadId, { note: 'wants a trial lesson' });
    await releaseLead(test.context, rep, { leadId, reason: 'a worry, call 13812345678' });
    const seen = await detail(floor.west.reps[0]!, leadId);
    expect(seen.card).toMatchObject({ name: 'Z***', company: 'H***' });
    expect(leaks(seen)).toEqual([]);
    expect(seen.rights).toMatchObject({ claim: true, work: false, revealContact: false });
    const manager = await detail(floor.west.manager, leadId);
    expect(manager).toMatchObject({ card: { name: 'Zhao Mingxuan' }, remark: 'pick-up is a worry' });
    await claimLead(test.context, floor.west.reps[0]!, { leadId });
    const mine = await detail(floor.west.reps[0]!, leadId);
    expect(mine.timeline.entries.find(({ kind }) => kind === 'released')?.personal, 'P10: the whole story').toEqual({
      reason: 'a worry, call 13812345678',
    });
    expect(mine.ownership.why).toMatchObject({ began: 'claim', fromId: rep.personId });
  });

  it('pages the timeline without missing or repeating a fact', async () => {
    const leadId = await aLead(test.context, floor, rep, zhao);
    // Several in the same millisecond: the id decides.
    for (let i = 0; i < 130; i++) {
      if (i % 3 === 0) test.clock.advance(1);
      await log(leadId, { kind: 'note', outcome: null, note: `n${i}` });
    }
    const first = await detail(rep, leadId);
    const ids = first.timeline.entries.map(({ id }) => id);
    for (let { before } = first.timeline; before !== null;) {
      const page = await olderTimeline(test.context, rep, leadId, before);
      ids.push(...page.entries.map(({ id }) => id));
      before = page.before;
    }
    expect(ids).toHaveLength(131);
    expect(new Set(ids).size).toBe(131);
    const facts = await test.context.db.read.all<{ id: string }>('select id from lead_history where lead_id = ?', [
      leadId,
    ]);
    expect(new Set(ids)).toEqual(new Set(facts.map(({ id }) => id)));
  });

  it('[O9] shows spells with the reason of the recycling', async () => {
    const leadId = await aLead(test.context, floor, rep, zhao);
    test.clock.advance(4 * DAY_MS);
    await runScheduler();
    test.clock.advance(DAY_MS);
    await runScheduler();
    const seen = await detail(floor.east.manager, leadId);
    expect(seen.ownership.pooled).toMatchObject({ by: 'recycle', recycled: { rule: 'idle', idleDays: 5 } });
    expect(seen.spells).toMatchObject([
      { ownerId: rep.personId, began: 'create', ended: 'recycle', recycled: { idleDays: 5 } },
    ]);
    expect(seen.rights.undoRecycle).toBe(true);
    expect((await detail(colleague, leadId)).rights.undoRecycle).toBe(false);
  });
});

describe('contacts', () => {
  it('[P5] are revealed to those who work the lead, and every look is written down', async () => {
    const leadId = await aLead(test.context, floor, rep, zhao);
    const { identities } = await revealContact(test.context, rep, leadId);
    expect(identities.map(({ value }) => value)).toEqual(['+8613812345678', 'zhao@example.com']);
    await expect(revealContact(test.context, colleague, leadId)).rejects.toMatchObject({ code: 'not_allowed' });
    await expect(revealContact(test.context, floor.west.reps[0]!, leadId)).rejects.toMatchObject({ code: 'not_found' });
    await releaseLead(test.context, rep, { leadId, reason: null });
    await expect(revealContact(test.context, rep, leadId)).rejects.toMatchObject({ code: 'not_allowed' });
    const views = await test.context.db.read.all('select person_id as "by", lead_id as "of" from contact_views');
    expect(views).toEqual([{ by: rep.personId, of: leadId }]);
  });

  it('[P5] are limited per person and day, the same lead counts once, and managers hear of the last', async () => {
    const [known, other] = [await aLead(test.context, floor, rep, zhao), await aLead(test.context, floor, rep, zhao)];
    await revealContact(test.context, rep, known);
    await test.context.db.transaction(async (tx) => {
      for (let i = 2; i < DAILY_CONTACTS; i++) {
        await tx.run('insert into contact_views (id, person_id, lead_id, at) values (?, ?, ?, ?)', [
          `view-${i}`,
          rep.personId,
          `lead-${i}`,
          test.clock.at,
        ]);
      }
    });
    expect((await revealContact(test.context, rep, known)).left).toBe(1);
    expect((await revealContact(test.context, rep, other)).left).toBe(0);
    const [alarm] = (await noticeList(test.context, floor.east.manager)).notices;
    expect(alarm).toMatchObject({
      kind: 'contact_limit_reached',
      args: { personId: rep.personId, limit: DAILY_CONTACTS },
    });
    const third = await aLead(test.context, floor, rep, zhao);
    await expect(revealContact(test.context, rep, third)).rejects.toMatchObject({
      code: 'contact_views_used',
      details: { limit: DAILY_CONTACTS, used: DAILY_CONTACTS },
    });
    // Refused again and again, it is one line in the log for this lead and day.
    await expect(revealContact(test.context, rep, third)).rejects.toMatchObject({ code: 'contact_views_used' });
    const refused = await test.context.db.read.all<{ by: string; target: string; data: string }>(
      `select actor_id as "by", target, data from audit_log where kind = 'contact_refused'`,
    );
    expect(refused.map(({ data, ...row }) => ({ ...row, ...JSON.parse(data) }))).toEqual([
      { by: rep.personId, target: rep.personId, leadId: third, limit: DAILY_CONTACTS },
    ]);
    await expect(revealContact(test.context, rep, known)).resolves.toMatchObject({ left: 0 });
    test.clock.advance(14 * HOUR_MS);
    await expect(revealContact(test.context, rep, third)).resolves.toMatchObject({ left: DAILY_CONTACTS - 1 });
  });
});

describe('the pool as one person sees it', () => {
  it('[P2] [P3] [P4] says what is left with numbers, and from when on a lead may come back', async () => {
    const lost = await aLead(test.context, floor, rep, zhao);
    const given = await aLead(test.context, floor, colleague, zhao);
    test.clock.advance(4 * DAY_MS);
    await runScheduler();
    await releaseLead(test.context, colleague, { leadId: given, reason: 'too young, 13812345678' });
    test.clock.advance(DAY_MS);
    await runScheduler();
    await claimLead(test.context, rep, { leadId: await aPooledLead(test.context, floor) });
    const view = await poolView(test.context, rep, floor.boardId, [lost, given]);
    expect(view.allowance).toEqual({
      claimsLeft: 9,
      claimedToday: 1,
      dailyClaims: 10,
      roomLeft: 99,
      held: 1,
      holdingLimit: 100,
    });
    expect(view.coolDowns).toEqual({ [lost]: test.clock.at + 48 * HOUR_MS });
    expect((await poolView(test.context, colleague, floor.boardId)).coolDowns).toEqual({});
    const rows = new Map(view.rows.map((row) => [row.leadId, row]));
    expect(rows.get(lost)).toMatchObject({
      region: 'Shanghai',
      recycledAfterIdleDays: 5,
      releaseReason: null,
      lastSpell: { ownerId: rep.personId },
    });
    expect(rows.get(given)).toMatchObject({ recycledAfterIdleDays: null, releaseReason: 'too young, ****' });
    expect(leaks(view)).toEqual([]);
  });

  it('says nothing of owned leads', async () => {
    const leadId = await aLead(test.context, floor, rep, zhao);
    expect((await poolView(test.context, floor.west.reps[0]!, floor.boardId, [leadId])).rows).toEqual([]);
  });
});

describe('the inbox', () => {
  it('[X4] the one who loses a lead reads who took it, to whom it went, and why', async () => {
    const leadId = await aLead(test.context, floor, rep, zhao);
    const { manager } = floor.east;
    await assignLead(test.context, manager, { leadId, ownerId: colleague.personId, reason: 'speaks English' });
    const lost = await noticeList(test.context, rep);
    expect(lost).toMatchObject({
      unread: 1,
      notices: [
        {
          kind: 'lead_taken',
          leadId,
          args: { byId: manager.personId, toId: colleague.personId, how: 'assign' },
          lead: { name: 'Zhao Mingxuan', boardId: floor.boardId },
          reason: 'speaks English',
        },
      ],
    });
    // Passed on to the other team: its new owner knows the name, his manager has nothing to read.
    await transferLead(test.context, manager, { leadId, toId: floor.west.reps[0]!.personId, note: 'moved there' });
    expect((await noticeList(test.context, floor.west.reps[0]!)).notices).toMatchObject([
      { kind: 'lead_transferred', lead: { name: 'Zhao Mingxuan', visible: true }, reason: 'moved there' },
    ]);
    expect((await noticeList(test.context, floor.west.manager)).notices).toEqual([]);
    expect((await noticeList(test.context, rep)).notices[0]!.lead).toMatchObject({ visible: false });
  });

  it('is marked as read by its owner, some or all, and counts down', async () => {
    for (let i = 0; i < 3; i++) {
      const leadId = await aPooledLead(test.context, floor, { name: `Lead ${i}` });
      await assignLead(test.context, floor.east.manager, { leadId, ownerId: rep.personId, reason: null });
    }
    const { notices, unread } = await noticeList(test.context, rep);
    expect(unread).toBe(3);
    const some = [notices[0]!.id];
    expect(await markNoticesRead(test.context, colleague, { ids: some }), 'somebody else').toEqual({ unread: 0 });
    expect(await markNoticesRead(test.context, rep, { ids: some })).toEqual({ unread: 2 });
    expect(await markNoticesRead(test.context, rep, {})).toEqual({ unread: 0 });
    const events = await test.context.db.read.all<{ kind: string }>(
      'select kind from events where stream_id = ? order by seq',
      [`person:${rep.personId}`],
    );
    expect(events.map(({ kind }) => kind)).toEqual([
      'notices.added',
      'notices.added',
      'notices.added',
      'notices.read',
      'notices.read',
    ]);
    const pages: string[] = [];
    for (let before: string | null = null; ;) {
      const page = await noticeList(test.context, rep, { before, limit: 2 });
      pages.push(...page.notices.map(({ id }) => id));
      if (page.before === null) break;
      before = page.before;
    }
    expect(pages).toEqual(notices.map(({ id }) => id));
  });
});
