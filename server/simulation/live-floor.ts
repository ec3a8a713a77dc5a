import type { SimulatedBoard, SimulatedRep, Floor } from './floor.ts';
import { sessionsOf } from '#lib/server/auth/sessions.ts';
import { findLeads, type Lead } from '#lib/server/board/lead-row.ts';
import type { Context } from '#lib/server/context/context.ts';
import type { Queries } from '#lib/server/db/database.ts';
import { readDemoSignIns } from './demo-mark.ts';
import type { Language } from './names.ts';

/** What the simulated people of a running demo look at before they do something. */
export interface LiveFloor {
  floor: Floor;
  /** Reps that nobody plays: not the printed one, and nobody who is signed in somewhere. */
  free: SimulatedRep[];
  /** The other manager, when nobody plays her. */
  freeManager: Floor['managers']['abroad'] | null;
  open: Lead[];
  pooled: Lead[];
}

export async function lookAround(context: Context, floor: Floor): Promise<LiveFloor> {
  const { read } = context.db;
  const printed = new Set((await readDemoSignIns(read)).map(({ personId }) => personId));
  const played = async (personId: string) =>
    printed.has(personId) || (await sessionsOf(context, read, personId)).length > 0;
  const free: SimulatedRep[] = [];
  for (const rep of floor.reps) if (!(await played(rep.actor.personId))) free.push(rep);
  const manager = floor.managers.abroad;
  return {
    floor,
    free,
    freeManager: (await played(manager.personId)) ? null : manager,
    open: await findLeads(read, `l.state = 'open' and l.owner_id is not null order by l.created_at, l.id`, []),
    pooled: await findLeads(read, `l.pool_id is not null order by l.created_at, l.id`, []),
  };
}

export const boardOf = ({ floor }: LiveFloor, lead: Lead): SimulatedBoard | undefined =>
  Object.values(floor.boards).find(({ id }) => id === lead.boardId);

/** Names in Chinese are talked to in Chinese. */
export const languageOf = (lead: Pick<Lead, 'name'>): Language => (/\p{Script=Han}/u.test(lead.name) ? 'zh' : 'en');

export const speaks = (rep: SimulatedRep, lead: Pick<Lead, 'name'>): boolean =>
  rep.plan.languages.includes(languageOf(lead));

export async function customersSoFar(read: Queries): Promise<number> {
  return Number((await read.get<{ n: number }>('select count(*) as n from customers'))?.n ?? 0);
}
