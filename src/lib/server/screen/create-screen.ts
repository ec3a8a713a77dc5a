import type { CreateScreen, RevokeScreen } from '#lib/contract/screen/wall.ts';
import { actorId, type Actor } from '#lib/domain/access/actor.ts';
import { canManageScreens, canManagePeople, canSeeBoard } from '#lib/domain/access/policy.ts';
import { notAllowed, notFound } from '#lib/domain/errors.ts';
import { recordAudit } from '../access/audit.ts';
import { holdWorkspace, tellWorkspaceChanged } from '../access/workspace-event.ts';
import { newSecret, secretHash } from '../auth/secret-token.ts';
import { readBoardConfig } from '../board/board-config.ts';
import type { Context } from '../context/context.ts';
import { inTransaction } from '../context/in-transaction.ts';
import type { Queries } from '../db/database.ts';

export interface NewScreen {
  screenId: string;
  /** Shown once: the wall's address is /screen/<token>. */
  token: string;
}

/** A manager's wall shows his teams only, an admin's whatever he chooses. */
export async function createScreen(context: Context, actor: Actor, input: CreateScreen): Promise<NewScreen> {
  if (!canManageScreens(actor)) throw notAllowed('manage_screens');
  const board = await readBoardConfig(context, input.boardId);
  if (!canSeeBoard(actor, board)) throw notFound('board');
  const teamIds = allowedTeams(actor, input.teamIds);
  const token = newSecret();
  const screenId = context.newId();
  await inTransaction(context, async (tx) => {
    const head = await holdWorkspace(tx);
    await tx.run(
      `insert into screens (id, token_hash, name, board_id, team_ids, show_surname, locale, created_by_id, created_at)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        screenId,
        secretHash(token),
        input.name,
        input.boardId,
        JSON.stringify(teamIds),
        input.showSurname ? 1 : 0,
        input.locale,
        actorId(actor),
        context.now(),
      ],
    );
    await recordAudit(context, tx, actor, 'screen_created', screenId, { boardId: input.boardId });
    await tellWorkspaceChanged(context, tx, actor, head, 'screens');
  });
  return { screenId, token };
}

/** Admins see and end every wall, managers their own. */
const seesAll = (actor: Actor) => canManagePeople(actor);

function allowedTeams(actor: Actor, asked: string[] | null): string[] | null {
  if (actor.kind === 'system' || seesAll(actor)) return asked;
  if (asked === null) return [...actor.managesTeamIds];
  if (asked.some((id) => !actor.managesTeamIds.includes(id))) throw notAllowed('manage_screens');
  return asked;
}

/** Ends a wall's token at once: the screen that shows it goes dark within two seconds. */
export async function revokeScreen(context: Context, actor: Actor, input: RevokeScreen): Promise<void> {
  if (!canManageScreens(actor)) throw notAllowed('manage_screens');
  await inTransaction(context, async (tx) => {
    const head = await holdWorkspace(tx);
    const screen = await tx.get<{ createdById: string | null }>(
      'select created_by_id as "createdById" from screens where id = ? and revoked_at is null',
      [input.screenId],
    );
    if (!screen) throw notFound('screen');
    if (!seesAll(actor) && screen.createdById !== actorId(actor)) throw notFound('screen');
    await tx.run('update screens set revoked_at = ? where id = ?', [context.now(), input.screenId]);
    await recordAudit(context, tx, actor, 'screen_revoked', input.screenId, {});
    await tellWorkspaceChanged(context, tx, actor, head, 'screens');
  });
}

export interface ScreenEntry {
  id: string;
  name: string;
  boardName: string;
  teamIds: string[] | null;
  showSurname: boolean;
  locale: 'zh-CN' | 'en';
  createdAt: number;
  lastSeenAt: number | null;
}

export async function listScreens(read: Queries, actor: Actor): Promise<ScreenEntry[]> {
  if (!canManageScreens(actor)) throw notAllowed('manage_screens');
  const rows = await read.all<
    Omit<ScreenEntry, 'teamIds' | 'showSurname'> & { teamIds: string | null; showSurname: number }
  >(
    `select s.id, s.name, b.name as "boardName", s.team_ids as "teamIds", s.show_surname as "showSurname", s.locale,
       s.created_at as "createdAt", s.last_seen_at as "lastSeenAt"
     from screens s join boards b on b.id = s.board_id
     where s.revoked_at is null and (1 = ? or s.created_by_id = ?) order by s.created_at desc`,
    [seesAll(actor) ? 1 : 0, actorId(actor)],
  );
  return rows.map((row) => ({
    ...row,
    teamIds: row.teamIds === null ? null : (JSON.parse(row.teamIds) as string[] | null),
    showSurname: row.showSurname === 1,
  }));
}
