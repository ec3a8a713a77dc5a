import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLeadSchema, moveLeadSchema } from '#lib/contract/board/commands.ts';
import { canSeeLead } from '#lib/domain/access/policy.ts';
import { moveLead } from '#lib/server/board/move-lead.ts';
import { addPerson } from '#lib/server/access/add-person.ts';
import { disablePerson } from '#lib/server/access/disable-person.ts';
import { editPerson } from '#lib/server/access/edit-person.ts';
import { movePerson } from '#lib/server/access/move-person.ts';
import { loadActor, personNow } from '#lib/server/access/person-now.ts';
import { setManagers } from '#lib/server/access/set-managers.ts';
import { setTeam } from '#lib/server/access/set-team.ts';
import { createLead } from '#lib/server/board/create-lead.ts';
import { boardStream, eventsAfter, streamHead } from '#lib/server/streams/stream.ts';
import { leadNow } from '../../support/a-lead.ts';
import { aFloor, type Floor } from '../../support/a-floor.ts';
import { testContext, type TestContext } from '../../support/test-context.ts';

const DAY = 86_400_000;
let test: TestContext;
let floor: Floor;
beforeEach(async () => {
  test = await testContext();
  floor = await aFloor(test.context);
});
afterEach(() => test.close());

const membershipOf = (personId: string) =>
  test.context.db.read.all<{ teamId: string; duty: string; fromAt: number; untilAt: number | null }>(
    `select team_id as "teamId", duty, from_at as "fromAt", until_at as "untilAt" from team_members
     where person_id = ? order by from_at, until_at`,
    [personId],
  );

describe('moving a person', () => {
  it('[M9] ends one membership and begins the next; both stay in the record', async () => {
    const { personId } = floor.east.reps[0]!;
    const { east, west } = floor.teams;
    const joined = test.context.now();
    test.clock.advance(30 * DAY);
    await movePerson(test.context, floor.admin, { personId, teamId: west });
    const moved = test.context.now();
    expect(await membershipOf(personId)).toEqual([
      { teamId: east, duty: 'member', fromAt: joined, untilAt: moved },
      { teamId: west, duty: 'member', fromAt: moved, untilAt: null },
    ]);
    expect(await personNow(test.context.db.read, personId)).toMatchObject({ teamId: west });
    test.clock.advance(DAY);
    await movePerson(test.context, floor.admin, { personId, teamId: null });
    expect(await loadActor(test.context.db.read, personId)).toMatchObject({ teamId: null, seesTeamIds: [] });
    expect(await membershipOf(personId)).toHaveLength(2);
  });

  it('[X1] takes his open leads along, in chunks, and only those', async () => {
    const mover = floor.east.reps[0]!;
    const stays = floor.east.reps[1]!;
    const leads = 205;
    await Promise.all(Array.from({ length: leads }, (_, i) => newLead(mover, `Customer ${i}`)));
    const other = await newLead(stays, 'Somebody else’s');
    const before = await streamHead(test.context.db.read, boardStream(floor.boardId));
    const answer = await movePerson(test.context, floor.admin, { personId: mover.personId, teamId: floor.teams.west });
    expect(answer.leads).toBe(leads);
    const teams = await test.context.db.read.all<{ teamId: string; n: number }>(
      'select team_id as "teamId", count(*) as n from leads group by team_id order by n',
    );
    expect(teams).toEqual([
      { teamId: floor.teams.east, n: 1 },
      { teamId: floor.teams.west, n: leads },
    ]);
    const lead = await test.context.db.read.get<{ ownerId: string }>(
      'select owner_id as "ownerId" from leads where id = ?',
      [other.leadId],
    );
    expect(lead?.ownerId).toBe(stays.personId);
    // One event a chunk, and no number without an event.
    const events = await eventsAfter(test.context.db.read, boardStream(floor.boardId), before.seq, 100);
    expect(events.map(({ seq }) => seq)).toEqual([before.seq + 1, before.seq + 2]);
    const { seq } = await streamHead(test.context.db.read, boardStream(floor.boardId));
    expect(seq).toBe(before.seq + 2);
  });

  it('[X1] [M9] leaves him the sight of the leads he closed, and their figures to the team of the close', async () => {
    const { east, west } = floor.teams;
    const mover = floor.east.reps[0]!;
    const { leadId } = await newLead(mover, 'Zhao');
    const win = moveLeadSchema.parse({ leadId, stageId: floor.stages.won, wonMinor: 100 });
    await moveLead(test.context, mover, win);
    const answer = await movePerson(test.context, floor.admin, { personId: mover.personId, teamId: west });
    expect(answer.leads).toBe(0);
    const actor = (await loadActor(test.context.db.read, mover.personId))!;
    const lead = await leadNow(test.context, leadId);
    expect(canSeeLead(actor, lead)).toBe(true);
    expect(lead).toMatchObject({ teamId: west, creditTeamId: east });
    const won = await test.context.db.read.all(
      `select team_id as "teamId" from figure_cells where won > 0 and basis = 'period' and dim = 'owner'`,
    );
    expect(won).toEqual([{ teamId: east }]);
  });

  it('[X1] a manager who becomes a rep keeps the sight of his own leads', async () => {
    const { manager } = floor.east;
    const { leadId } = await newLead(manager, 'Zhao');
    const { personId } = manager;
    const person = { personId, name: 'Lin', email: 'lin@example.com', role: 'rep', capacity: null } as const;
    await editPerson(test.context, floor.admin, person);
    expect(await leadNow(test.context, leadId)).toMatchObject({ teamId: null });
    await movePerson(test.context, floor.admin, { personId, teamId: floor.teams.east });
    const actor = (await loadActor(test.context.db.read, personId))!;
    expect(canSeeLead(actor, await leadNow(test.context, leadId))).toBe(true);
  });
});

const newLead = (actor: Floor['admin'], name: string) =>
  createLead(test.context, actor, createLeadSchema.parse({ boardId: floor.boardId, name }));

describe('people', () => {
  const newcomer = { name: 'Chen Yu', role: 'rep' as const, teamId: null, capacity: 50, locale: 'en' as const };

  it('an address belongs to one person, also when two admins add him at once', async () => {
    const add = () => addPerson(test.context, floor.admin, { ...newcomer, email: 'chen@example.com' });
    const results = await Promise.allSettled([add(), add(), add()]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused.map(({ reason }) => (reason as { code: string }).code)).toEqual(['email_taken', 'email_taken']);
  });

  it('the last admin can neither be disabled nor made something else, nor can anybody do it to himself', async () => {
    const { personId } = await addPerson(test.context, floor.admin, {
      ...newcomer,
      role: 'admin',
      email: 'second@example.com',
    });
    const second = (await loadActor(test.context.db.read, personId))!;
    const demote = (actor: Floor['admin'], who: string) =>
      editPerson(test.context, actor, { personId: who, name: 'N', email: null, role: 'rep', capacity: null });
    await expect(demote(floor.admin, floor.admin.personId)).rejects.toMatchObject({ code: 'not_yourself' });
    await expect(disablePerson(test.context, second, { personId })).rejects.toMatchObject({ code: 'not_yourself' });
    await disablePerson(test.context, floor.admin, { personId });
    await expect(demote(second, floor.admin.personId)).rejects.toMatchObject({ code: 'last_admin' });
    await expect(disablePerson(test.context, second, { personId: floor.admin.personId })).rejects.toMatchObject({
      code: 'last_admin',
    });
  });

  it('[X5] says how many open leads stay behind', async () => {
    const rep = floor.east.reps[0]!;
    for (const name of ['A', 'B', 'C']) await newLead(rep, name);
    expect(await disablePerson(test.context, floor.admin, { personId: rep.personId })).toMatchObject({ openLeads: 3 });
    const rows = await test.context.db.read.all('select id from leads where owner_id = ?', [rep.personId]);
    expect(rows).toHaveLength(3);
  });

  it('[M9] who is no manager any longer manages no team from then on', async () => {
    const { personId } = floor.east.manager;
    test.clock.advance(DAY);
    await editPerson(test.context, floor.admin, {
      personId,
      name: 'Lin',
      email: 'lin@example.com',
      role: 'rep',
      capacity: null,
    });
    expect(await membershipOf(personId)).toMatchObject([{ duty: 'manager', untilAt: test.context.now() }]);
    expect(await loadActor(test.context.db.read, personId)).toMatchObject({ role: 'rep', managesTeamIds: [] });
  });
});

describe('teams', () => {
  it('[X1] what reps see of each other follows the team’s setting', async () => {
    const { personId } = floor.east.reps[0]!;
    const teamId = floor.teams.east;
    expect(await loadActor(test.context.db.read, personId)).toMatchObject({ seesTeamIds: [teamId] });
    await setTeam(test.context, floor.admin, {
      teamId,
      name: 'East',
      region: 'Shanghai',
      repsSee: 'own',
      archived: false,
    });
    expect(await loadActor(test.context.db.read, personId)).toMatchObject({ seesTeamIds: [] });
  });

  it('names are unique and a team with members is not archived', async () => {
    const team = { teamId: floor.teams.east, name: 'East', region: null, repsSee: 'own' as const };
    await expect(setTeam(test.context, floor.admin, { ...team, name: 'WEST', archived: false })).rejects.toMatchObject({
      code: 'name_taken',
    });
    await expect(setTeam(test.context, floor.admin, { ...team, archived: true })).rejects.toMatchObject({
      code: 'team_has_members',
      details: { count: 4 },
    });
  });

  it('[M9] managers are set with dates, and must have the role', async () => {
    const { manager } = floor.west;
    const teamId = floor.teams.east;
    await expect(
      setManagers(test.context, floor.admin, { teamId, personIds: [floor.east.reps[0]!.personId] }),
    ).rejects.toMatchObject({ code: 'manager_needs_role' });
    test.clock.advance(DAY);
    await setManagers(test.context, floor.admin, { teamId, personIds: [manager.personId] });
    const now = await loadActor(test.context.db.read, manager.personId);
    expect(now?.managesTeamIds).toEqual(expect.arrayContaining([floor.teams.west, teamId]));
    expect(await membershipOf(floor.east.manager.personId)).toMatchObject([{ untilAt: test.context.now() }]);
  });
});
