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

type Raw = Omit<Screen, 'teamIds' | 'showSurname'> & { teamIds: string | null; showSurname: number };

const COLUMNS = `id, name, board_id as "boardId", team_ids as "teamIds", show_surname as "showSurname", locale`;
const BY_TOKEN = `select ${COLUMNS} from screens where token_hash = ? and revoked_at is null`;
const BY_ID = `select ${COLUMNS} from screens where id = ? and revoked_at is null`;

const screenOf = (raw: Raw | undefined): Screen | null =>
  raw
    ? {
        ...raw,
        teamIds: raw.teamIds === null ? null : (JSON.parse(raw.teamIds) as string[] | null),
        showSurname: raw.showSurname === 1,
      }
    : null;

/** The screen of a token; null when it does not exist or was revoked. Only the token's hash is stored. */
export const findScreen = async (read: Queries, token: string): Promise<Screen | null> =>
  screenOf(await read.get<Raw>(BY_TOKEN, [secretHash(token)]));

export const screenById = async (read: Queries, id: string): Promise<Screen | null> =>
  screenOf(await read.get<Raw>(BY_ID, [id]));
