import type { PersonActor } from '#lib/domain/access/actor.ts';
import { loadActor } from '#lib/server/access/person-now.ts';
import type { Context } from '#lib/server/context/context.ts';
import * as plan from './floor-plan.ts';

/** The floor as it stands in the database, found by the names of the plan. */
export interface Floor {
  admin: PersonActor;
  managers: Record<plan.TeamKey, PersonActor>;
  reps: SimulatedRep[];
  teamIds: Record<plan.TeamKey, string>;
  boards: Record<plan.BoardKey, SimulatedBoard>;
  channelIds: ReadonlyMap<string, string>;
  lostReasonIds: ReadonlyMap<string, string>;
}

export interface SimulatedRep {
  plan: plan.RepPlan;
  /** As it was when last read: moving somebody to another team changes it. */
  actor: PersonActor;
  /** From when he gets leads. */
  since: number;
}

export interface SimulatedBoard {
  key: plan.BoardKey;
  plan: plan.BoardPlan;
  id: string;
  openStageIds: string[];
  wonStageId: string;
  lostStageId: string;
  productIds: ReadonlyMap<string, string>;
}

export async function findFloor(context: Context): Promise<Floor> {
  const { read } = context.db;
  const byName = async (sql: string) =>
    new Map((await read.all<{ id: string; name: string }>(sql)).map(({ id, name }) => [name, id]));
  const ids = await byName('select id, email as "name" from people where email is not null');
  const actorOf = async (email: string) => loadActor(read, ids.get(email) ?? '');
  const teamIds = await byName('select id, name from teams where archived_at is null');
  const productIds = await byName('select id, name from products where archived_at is null');
  const boardIds = await byName('select id, name from boards where archived_at is null');

  const boardOf = async (key: plan.BoardKey): Promise<SimulatedBoard> => {
    const id = need(boardIds.get(plan.boards[key].name), plan.boards[key].name);
    const stages = await read.all<{ id: string; kind: string }>(
      'select id, kind from stages where board_id = ? and archived_at is null order by rank',
      [id],
    );
    const of = (kind: string) => stages.filter((stage) => stage.kind === kind).map((stage) => stage.id);
    const closed = { wonStageId: need(of('won')[0], 'won'), lostStageId: need(of('lost')[0], 'lost') };
    return { key, plan: plan.boards[key], id, openStageIds: of('open'), ...closed, productIds };
  };

  const reps: SimulatedRep[] = [];
  for (const each of plan.reps) {
    const actor = await actorOf(each.email);
    if (actor) reps.push({ plan: each, actor, since: 0 });
  }
  const [east, abroad] = plan.managers;
  return {
    admin: need(await actorOf(plan.admin.email), plan.admin.email),
    managers: {
      east: need(await actorOf(east.email), east.email),
      abroad: need(await actorOf(abroad.email), abroad.email),
    },
    reps,
    teamIds: {
      east: need(teamIds.get(plan.teams.east.name), plan.teams.east.name),
      abroad: need(teamIds.get(plan.teams.abroad.name), plan.teams.abroad.name),
    },
    boards: { courses: await boardOf('courses'), enterprise: await boardOf('enterprise') },
    channelIds: await byName('select id, name from channels'),
    lostReasonIds: await byName('select id, name from lost_reasons'),
  };
}

/** The floor was renamed or rebuilt by hand: whoever simulates it stops. */
export class FloorChanged extends Error {}

function need<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new FloorChanged(`the sample floor has no ${what} any more`);
  return value;
}
