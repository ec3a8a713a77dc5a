import type { Actor } from './actor.ts';
import { canManageScreens, canSeeBoard, canShowEveryTeam, canShowTeam, type BoardAudience } from './policy.ts';

/** Why a wall shows nothing any more: what its maker may no longer do. */
export const wallStops = ['maker_disabled', 'maker_role', 'maker_board', 'maker_teams'] as const;
export type WallStop = (typeof wallStops)[number];

/**
 * A wall shows what its maker may see today, and nothing when that is no longer so: a link on a television must not outlive
 * the rights by which it was made. An admin can take it over, which is recorded.
 * @param maker null: he may not sign in any more
 * @param teamIds null: every team of the board
 */
export function wallStop(
  maker: Actor | null,
  board: BoardAudience,
  teamIds: readonly string[] | null,
): WallStop | null {
  if (maker === null) return 'maker_disabled';
  if (!canManageScreens(maker)) return 'maker_role';
  if (!canSeeBoard(maker, board)) return 'maker_board';
  const mayTeams = teamIds === null ? canShowEveryTeam(maker) : teamIds.every((id) => canShowTeam(maker, id));
  return mayTeams ? null : 'maker_teams';
}
