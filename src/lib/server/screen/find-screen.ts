import { wallStop, type WallStop } from '#lib/domain/access/wall-rights.ts';
import { loadActor } from '../access/person-now.ts';
import { secretHash } from '../auth/secret-token.ts';
import type { Queries } from '../db/database.ts';

export interface Screen {
  id: string;
  name: string;
  boardId: string;
  teamIds: string[] | null;
  showSurname: boolean;
  locale: 'zh-CN' | 'en';
}

interface Raw extends Omit<Screen, 'teamIds' | 'showSurname'> {
  teamIds: string | null;
  showSurname: number;
  createdById: string | null;
}

const COLUMNS = `id, name, board_id as "boardId", team_ids as "teamIds", show_surname as "showSurname", locale, created_by_id as "createdById"`;
const BY_TOKEN = `select ${COLUMNS} from screens where token_hash = ? and revoked_at is null`;
const BY_ID = `select ${COLUMNS} from screens where id = ? and revoked_at is null`;
const VISIBILITY = 'select visibility from boards where id = ?';
const TEAMS = 'select team_id as "teamId" from board_teams where board_id = ?';

/** The screen of a token; null when it does not exist, was revoked or has stopped. Only the token's hash is stored. */
export const findScreen = async (read: Queries, token: string): Promise<Screen | null> =>
  showable(read, await read.get<Raw>(BY_TOKEN, [secretHash(token)]));

export const screenById = async (read: Queries, id: string): Promise<Screen | null> =>
  showable(read, await read.get<Raw>(BY_ID, [id]));

async function showable(read: Queries, raw: Raw | undefined): Promise<Screen | null> {
  if (!raw) return null;
  const { createdById, teamIds: stored, showSurname, ...rest } = raw;
  const screen = { ...rest, teamIds: teamIdsOf(stored), showSurname: showSurname === 1 };
  return (await whyStopped(read, createdById, screen)) === null ? screen : null;
}

export const teamIdsOf = (stored: string | null): string[] | null =>
  stored === null ? null : (JSON.parse(stored) as string[] | null);

/** Why a wall shows nothing, although nobody revoked it; asked anew at every look, so that it stops with the right. */
export async function whyStopped(
  read: Queries,
  createdById: string | null,
  { boardId, teamIds }: Pick<Screen, 'boardId' | 'teamIds'>,
): Promise<WallStop | null> {
  // Made by the system itself: by the demo, or by a command on the server.
  if (createdById === null) return null;
  const maker = (await loadActor(read, createdById)) ?? null;
  const board = await read.get<{ visibility: 'everyone' | 'teams' }>(VISIBILITY, [boardId]);
  if (!board) return 'maker_board';
  const teams = board.visibility === 'everyone' ? [] : await read.all<{ teamId: string }>(TEAMS, [boardId]);
  return wallStop(maker, { ...board, teamIds: teams.map(({ teamId }) => teamId) }, teamIds);
}
