import type { PersonActor, Role } from '#lib/domain/access/actor.ts';
import type { Context } from '#lib/server/context/context.ts';
import { loadActor } from '#lib/server/access/person-now.ts';

/** A small sales floor, written straight into the tables: two teams, a manager each, an admin, one board with its pool. */
export interface Floor {
  boardId: string;
  poolId: string;
  stages: Record<'fresh' | 'contact' | 'visit' | 'offer' | 'won' | 'lost', string>;
  teams: { east: string; west: string };
  admin: PersonActor;
  east: { manager: PersonActor; reps: PersonActor[] };
  west: { manager: PersonActor; reps: PersonActor[] };
  lostReasonId: string;
  channelId: string;
  productId: string;
}

interface FloorOptions {
  repsSee?: 'own' | 'team';
  pool?: Partial<{
    recycling: boolean;
    idleDays: number;
    warnHours: number[];
    graceHours: number;
    holdingLimit: number | null;
    dailyClaims: number | null;
    coolDownHours: number;
  }>;
}

export async function aFloor(context: Context, options: FloorOptions = {}): Promise<Floor> {
  const id = () => context.newId();
  const now = context.now();
  const ids = {
    boardId: id(),
    poolId: id(),
    east: id(),
    west: id(),
    lostReasonId: id(),
    channelId: id(),
    productId: id(),
  };
  const stages = { fresh: id(), contact: id(), visit: id(), offer: id(), won: id(), lost: id() };
  const pool = {
    recycling: true,
    idleDays: 5,
    warnHours: [24],
    graceHours: 12,
    holdingLimit: null,
    dailyClaims: null,
    coolDownHours: 48,
    ...options.pool,
  };
  const person = async (name: string, role: Role, team: string | null, duty: 'member' | 'manager') => {
    const personId = id();
    await context.db.transaction(async (tx) => {
      await tx.run(
        `insert into people (id, email, name, role, status, must_change_password, created_at) values (?, ?, ?, ?, 'active', 0, ?)`,
        [personId, `${name.toLowerCase()}@example.com`, name, role, now],
      );
      if (team) {
        await tx.run('insert into team_members (id, team_id, person_id, duty, from_at) values (?, ?, ?, ?, ?)', [
          id(),
          team,
          personId,
          duty,
          now,
        ]);
      }
    });
    return (await loadActor(context.db.read, personId))!;
  };
  await context.db.transaction(async (tx) => {
    for (const [teamId, name] of [
      [ids.east, 'East'],
      [ids.west, 'West'],
    ] as const) {
      await tx.run('insert into teams (id, name, reps_see, created_at) values (?, ?, ?, ?)', [
        teamId,
        name,
        options.repsSee ?? 'team',
        now,
      ]);
    }
    await tx.run(
      `insert into boards (id, name, currency, rank, visibility, created_at) values (?, ?, 'CNY', 0, 'everyone', ?)`,
      [ids.boardId, 'Courses', now],
    );
    const rows = [
      [stages.fresh, 'New', 'open', 10],
      [stages.contact, 'Contact', 'open', 20],
      [stages.visit, 'Visit', 'open', 50],
      [stages.offer, 'Offer', 'open', 80],
      [stages.won, 'Won', 'won', 100],
      [stages.lost, 'Lost', 'lost', 0],
    ] as const;
    for (const [rank, [stageId, name, kind, probability]] of rows.entries()) {
      await tx.run('insert into stages (id, board_id, name, kind, probability, rank) values (?, ?, ?, ?, ?, ?)', [
        stageId,
        ids.boardId,
        name,
        kind,
        probability,
        rank,
      ]);
    }
    await tx.run(
      `insert into pools (id, board_id, name, recycling, idle_days, warn_hours, grace_hours, holding_limit, daily_claims, cool_down_hours, created_at, changed_at)
       values (?, ?, 'Pool', ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        ids.poolId,
        ids.boardId,
        pool.recycling ? 1 : 0,
        pool.idleDays,
        JSON.stringify(pool.warnHours),
        pool.graceHours,
        pool.holdingLimit,
        pool.dailyClaims,
        pool.coolDownHours,
        now,
        now,
      ],
    );
    await tx.run('insert into lost_reasons (id, name, rank) values (?, ?, 0)', [ids.lostReasonId, 'Too expensive']);
    await tx.run('insert into channels (id, name, created_at) values (?, ?, ?)', [ids.channelId, 'Website', now]);
    await tx.run('insert into products (id, name) values (?, ?)', [ids.productId, 'Kids coding']);
  });
  const admin = await person('Ada', 'admin', null, 'member');
  const team = async (teamId: string, manager: string, reps: string[]) => ({
    manager: await person(manager, 'manager', teamId, 'manager'),
    reps: await Promise.all(reps.map((name) => person(name, 'rep', teamId, 'member'))),
  });
  return {
    boardId: ids.boardId,
    poolId: ids.poolId,
    stages,
    teams: { east: ids.east, west: ids.west },
    admin,
    east: await team(ids.east, 'Lin', ['Zhang', 'Li', 'Wang']),
    west: await team(ids.west, 'Emma', ['Daniel', 'Marcus']),
    lostReasonId: ids.lostReasonId,
    channelId: ids.channelId,
    productId: ids.productId,
  };
}
