import type { CreateScreen, RevokeScreen } from '#lib/contract/screen/wall.ts';
import { actorId, type Actor } from '#lib/domain/access/actor.ts';
import {
  canManageScreen,
  canManageScreens,
  canSeeBoard,
  canShowEveryTeam,
  canShowTeam,
} from '#lib/domain/access/policy.ts';
import { notAllowed, notFound } from '#lib/domain/errors.ts';
import { recordAudit } from '../access/audit.ts';
import { holdWorkspace, tellWorkspaceChanged } from '../access/workspace-event.ts';
import { newSecret, secretHash } from '../auth/secret-token.ts';
import { readBoardConfig } from '../board/board-config.ts';
import type { Context } from '../context/context.ts';
import { inTransaction } from '../context/in-transaction.ts';

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

function allowedTeams(actor: Actor, asked: string[] | null): string[] | null {
  if (canShowEveryTeam(actor)) return asked;
  const teamIds = asked ?? (actor.kind === 'person' ? [...actor.managesTeamIds] : []);
  if (!teamIds.every((id) => canShowTeam(actor, id))) throw notAllowed('manage_screens');
  return teamIds;
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
    if (!canManageScreen(actor, screen.createdById)) throw notFound('screen');
    await tx.run('update screens set revoked_at = ? where id = ?', [context.now(), input.screenId]);
    await recordAudit(context, tx, actor, 'screen_revoked', input.screenId, {});
    await tellWorkspaceChanged(context, tx, actor, head, 'screens');
  });
}
