import type {
  NamedEntry,
  WorkspaceBoard,
  WorkspacePerson,
  WorkspacePool,
  WorkspaceProduct,
  WorkspaceStage,
  WorkspaceView,
} from '#lib/contract/board/workspace.ts';
import { PROTOCOL_VERSION } from '#lib/contract/protocol.ts';
import type { PersonActor } from '#lib/domain/access/actor.ts';
import { boardsList } from '../board/boards-list.ts';
import { savedViews } from '../board/saved-views.ts';
import type { Context } from '../context/context.ts';
import type { Queries } from '../db/database.ts';
import { unreadNotices } from '../ownership/notices.ts';
import { workspaceSettings } from './workspace-settings.ts';

/** Everything that a signed-in person's pages name: people, boards with stages and pools, lists, saved views. */
export async function workspaceView(context: Context, actor: PersonActor): Promise<WorkspaceView> {
  const { read } = context.db;
  const { name, zone, currency } = await workspaceSettings(read);
  const people = await readPeople(read);
  const boards = await readBoards(read, actor);
  const me = people.find(({ id }) => id === actor.personId);
  return {
    protocol: PROTOCOL_VERSION,
    now: context.now(),
    name,
    zone,
    currency,
    me: {
      id: actor.personId,
      name: me?.name ?? '',
      role: actor.role,
      teamId: actor.teamId,
      managesTeamIds: [...actor.managesTeamIds],
      singleKeys: await singleKeysOf(read, actor.personId),
    },
    people,
    teams: await entries(read, 'teams', 'created_at, id'),
    boards,
    channels: await entries(read, 'channels', 'created_at, id'),
    products: await readProducts(read),
    lostReasons: await entries(read, 'lost_reasons', 'rank, id'),
    views: (await savedViews(read, actor)).filter(({ boardId }) => boards.some(({ id }) => id === boardId)),
    unread: (await unreadNotices(read, actor.personId)).unread,
  };
}

async function singleKeysOf(read: Queries, personId: string): Promise<boolean> {
  const row = await read.get<{ singleKeys: number | null }>(
    'select single_keys as "singleKeys" from people where id = ?',
    [personId],
  );
  return row?.singleKeys !== 0;
}

async function readPeople(read: Queries): Promise<WorkspacePerson[]> {
  const rows = await read.all<Omit<WorkspacePerson, 'active' | 'teamId'> & { status: string }>(
    'select id, name, role, status from people order by name, id',
  );
  const memberships = await read.all<{ personId: string; teamId: string; duty: string }>(
    `select m.person_id as "personId", m.team_id as "teamId", m.duty from team_members m join teams t on t.id = m.team_id
     where m.until_at is null and t.archived_at is null order by m.from_at, m.id`,
  );
  const home = new Map<string, string>();
  for (const duty of ['member', 'manager']) {
    for (const one of memberships) if (one.duty === duty && !home.has(one.personId)) home.set(one.personId, one.teamId);
  }
  return rows.map(({ status, ...person }) => ({
    ...person,
    teamId: home.get(person.id) ?? null,
    active: status === 'active',
  }));
}

async function entries(
  read: Queries,
  table: 'teams' | 'channels' | 'lost_reasons',
  order: string,
): Promise<NamedEntry[]> {
  const rows = await read.all<{ id: string; name: string; archivedAt: number | null }>(
    `select id, name, archived_at as "archivedAt" from ${table} order by ${order}`,
  );
  return rows.map(({ id, name, archivedAt }) => ({ id, name, archived: archivedAt !== null }));
}

async function readProducts(read: Queries): Promise<WorkspaceProduct[]> {
  const rows = await read.all<Omit<WorkspaceProduct, 'archived'> & { archivedAt: number | null }>(
    `select id, name, price_minor as "priceMinor", currency, archived_at as "archivedAt" from products order by name, id`,
  );
  return rows.map(({ archivedAt, ...product }) => ({ ...product, archived: archivedAt !== null }));
}

async function readBoards(read: Queries, actor: PersonActor): Promise<WorkspaceBoard[]> {
  const boards = await boardsList(read, actor);
  const stages = await read.all<Omit<WorkspaceStage, 'archived'> & { boardId: string; archivedAt: number | null }>(
    `select id, board_id as "boardId", name, kind, probability, archived_at as "archivedAt" from stages order by rank, id`,
  );
  const pools = await read.all<
    Omit<WorkspacePool, 'recycling' | 'warnHours'> & { boardId: string; recycling: number; warnHours: string }
  >(
    `select id, board_id as "boardId", name, recycling, idle_days as "idleDays", warn_hours as "warnHours",
       grace_hours as "graceHours", holding_limit as "holdingLimit", daily_claims as "dailyClaims",
       cool_down_hours as "coolDownHours"
     from pools where archived_at is null order by created_at, id`,
  );
  return boards.map(({ id, name, currency }) => ({
    id,
    name,
    currency,
    stages: stages
      .filter(({ boardId }) => boardId === id)
      .map(({ archivedAt, ...stage }) => ({
        id: stage.id,
        name: stage.name,
        kind: stage.kind,
        probability: stage.probability,
        archived: archivedAt !== null,
      })),
    pool: poolOf(pools.find(({ boardId }) => boardId === id)),
  }));
}

function poolOf(
  row:
    | (Omit<WorkspacePool, 'recycling' | 'warnHours'> & { recycling: number; warnHours: string; boardId: string })
    | undefined,
): WorkspacePool | null {
  if (!row) return null;
  const { boardId: _, ...pool } = row;
  return { ...pool, recycling: row.recycling === 1, warnHours: JSON.parse(row.warnHours) as number[] };
}
