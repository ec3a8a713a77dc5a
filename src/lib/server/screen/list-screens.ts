import { actorId, type Actor } from '#lib/domain/access/actor.ts';
import { canManageScreen, canManageScreens } from '#lib/domain/access/policy.ts';
import type { WallStop } from '#lib/domain/access/wall-rights.ts';
import { notAllowed } from '#lib/domain/errors.ts';
import type { Queries } from '../db/database.ts';
import { teamIdsOf, whyStopped } from './find-screen.ts';

export interface ScreenEntry {
  id: string;
  name: string;
  boardName: string;
  teamIds: string[] | null;
  showSurname: boolean;
  locale: 'zh-CN' | 'en';
  /** Who answers for it; null: the system. */
  madeBy: string | null;
  mine: boolean;
  /** Why it shows nothing now; null: it does. */
  stopped: WallStop | null;
  createdAt: number;
  lastSeenAt: number | null;
}

type Raw = Omit<ScreenEntry, 'teamIds' | 'showSurname' | 'mine' | 'stopped'> & {
  boardId: string;
  teamIds: string | null;
  showSurname: number;
  createdById: string | null;
};

/** The walls that somebody answers for, an admin's all, newest first, with why those that stopped show nothing. */
export async function listScreens(read: Queries, actor: Actor): Promise<ScreenEntry[]> {
  if (!canManageScreens(actor)) throw notAllowed('manage_screens');
  const rows = await read.all<Raw>(
    `select s.id, s.name, s.board_id as "boardId", b.name as "boardName", s.team_ids as "teamIds",
       s.show_surname as "showSurname", s.locale, s.created_by_id as "createdById", p.name as "madeBy",
       s.created_at as "createdAt", s.last_seen_at as "lastSeenAt"
     from screens s join boards b on b.id = s.board_id left join people p on p.id = s.created_by_id
     where s.revoked_at is null order by s.created_at desc, s.id`,
  );
  const entries: ScreenEntry[] = [];
  for (const { boardId, createdById, ...row } of rows) {
    if (!canManageScreen(actor, createdById)) continue;
    const teamIds = teamIdsOf(row.teamIds);
    const stopped = await whyStopped(read, createdById, { boardId, teamIds });
    const mine = createdById !== null && createdById === actorId(actor);
    entries.push({ ...row, teamIds, showSurname: row.showSurname === 1, mine, stopped });
  }
  return entries;
}
