import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PersonActor } from '#lib/domain/access/actor.ts';
import { movePerson } from '#lib/server/access/move-person.ts';
import { setManagers } from '#lib/server/access/set-managers.ts';
import type { Context } from '#lib/server/context/context.ts';
import type { Database } from '#lib/server/db/database.ts';
import { assignLead } from '#lib/server/ownership/assign-lead.ts';
import { claimLead } from '#lib/server/ownership/claim-lead.ts';
import { followTeams } from '../../../server/scheduler/jobs/follow-teams.ts';
import { runDue } from '../../../server/scheduler/run-due.ts';
import { aFloor, type Floor } from '../../support/a-floor.ts';
import { aLead, aPooledLead } from '../../support/a-lead.ts';
import { testContext, type TestContext } from '../../support/test-context.ts';

let test: TestContext;
let floor: Floor;
let mover: PersonActor;
beforeEach(async () => {
  test = await testContext();
  floor = await aFloor(test.context);
  mover = floor.east.reps[0]!;
});
afterEach(() => test.close());

/** A server that dies after so many transactions: every later one fails. */
function dyingAfter(context: Context, transactions: number): Context {
  let left = transactions;
  const transaction: Database['transaction'] = (work, options) =>
    left-- > 0 ? context.db.transaction(work, options) : Promise.reject(new Error('the server is gone'));
  const db = new Proxy(context.db, {
    get: (of, name) => {
      if (name === 'transaction') return transaction;
      const value: unknown = Reflect.get(of, name, of);
      return typeof value === 'function' ? (value.bind(of) as unknown) : value;
    },
  });
  return { ...context, db };
}

const teamsOf = (personId: string) =>
  test.context.db.read.all<{ teamId: string | null; n: number }>(
    'select team_id as "teamId", count(*) as "n" from leads where owner_id = ? group by team_id order by n',
    [personId],
  );
const waiting = () => test.context.db.read.all('select person_id from team_moves');
const job = () => runDue(test.context, 'another-node', followTeams());

describe('leads follow their owner to another team', () => {
  it('[X1] also when the server dies in the middle: the rest follows by the job, once', async () => {
    await Promise.all(Array.from({ length: 250 }, () => aLead(test.context, floor, mover)));
    const { personId } = mover;
    const { west, east } = floor.teams;
    // The move itself, one look and one chunk.
    await movePerson(dyingAfter(test.context, 3), floor.admin, { personId, teamId: west });
    expect(await teamsOf(personId)).toEqual([
      { teamId: east, n: 50 },
      { teamId: west, n: 200 },
    ]);
    await job();
    expect(await teamsOf(personId), 'not while the command may be at it').toHaveLength(2);
    test.clock.advance(60_000);
    await job();
    expect(await teamsOf(personId)).toEqual([{ teamId: west, n: 250 }]);
    expect(await waiting()).toEqual([]);
    const facts = await test.context.db.read.all<{ n: number }>(
      `select count(*) as "n" from lead_history where kind = 'team' group by lead_id having count(*) > 1`,
    );
    expect(facts, 'no lead followed twice').toEqual([]);
  });

  it('[X1] when it stops before anything else, even the first look', async () => {
    await aLead(test.context, floor, floor.east.manager);
    const { personId } = floor.east.manager;
    await setManagers(dyingAfter(test.context, 1), floor.admin, { teamId: floor.teams.east, personIds: [] });
    expect(await teamsOf(personId)).toEqual([{ teamId: floor.teams.east, n: 1 }]);
    test.clock.advance(60_000);
    await job();
    expect(await teamsOf(personId)).toEqual([{ teamId: null, n: 1 }]);
  });

  it('[X1] together with those that he is given, claims or enters at the same moment', async () => {
    const { personId } = mover;
    for (let round = 0; round < 4; round++) {
      const teamId = round % 2 === 0 ? floor.teams.west : floor.teams.east;
      const pooled = await Promise.all(Array.from({ length: 6 }, () => aPooledLead(test.context, floor)));
      await Promise.all([
        ...pooled.slice(0, 3).map((leadId) => claimLead(test.context, mover, { leadId })),
        ...pooled
          .slice(3)
          .map((leadId) => assignLead(test.context, floor.admin, { leadId, ownerId: personId, reason: 'help' })),
        movePerson(test.context, floor.admin, { personId, teamId }),
        aLead(test.context, floor, mover),
        aLead(test.context, floor, floor.admin, { ownerId: personId }),
      ]);
      expect(await teamsOf(personId)).toEqual([{ teamId, n: (round + 1) * 8 }]);
      expect(await waiting()).toEqual([]);
    }
  });
});
