import type { SetUp } from '#lib/contract/access/workspace.ts';
import { setupDone } from '#lib/domain/access/access-rules.ts';
import type { Actor } from '#lib/domain/access/actor.ts';
import { recordAudit } from '../access/audit.ts';
import { holdWorkspace, tellAccessChanged } from '../access/workspace-event.ts';
import { saveWorkspaceSettings } from '../access/workspace-settings.ts';
import { insertBoard } from '../board/create-board.ts';
import { startingLists } from '../board/starting-lists.ts';
import type { Context } from '../context/context.ts';
import { inTransaction } from '../context/in-transaction.ts';
import type { Queries, Tx } from '../db/database.ts';
import { makeLink, readLink, useLink, type NewLink } from './one-time-links.ts';
import { hashPassword } from './passwords.ts';

const hasPeople = async (read: Queries): Promise<boolean> =>
  (await read.get<{ id: string }>('select id from people limit 1')) !== undefined;

/** A one-time link for the first admin, for the server to print; null once there is anybody. Its path is /setup/<token>. */
export async function setupLink(context: Context): Promise<NewLink | null> {
  if (await hasPeople(context.db.read)) return null;
  return inTransaction(context, (tx) => makeLink(context, tx, 'setup', null));
}

/** Refuses a set-up link that no longer works. */
export async function checkSetupLink(context: Context, token: string): Promise<void> {
  if (await hasPeople(context.db.read)) throw setupDone();
  await readLink(context, context.db.read, 'setup', token);
}

export interface SetUpDone {
  personId: string;
  boardId: string;
}

/** The first admin with the workspace's settings, first board, channels and lost reasons: all of it or nothing. */
export async function setUp(context: Context, token: string, input: SetUp): Promise<SetUpDone> {
  await checkSetupLink(context, token);
  const passwordHash = await hashPassword(input.password, input);
  return inTransaction(context, async (tx) => {
    // Under this hold nobody else can be the first.
    const held = await holdWorkspace(tx);
    if (await hasPeople(tx)) throw setupDone();
    await useLink(context, tx, 'setup', token);
    const personId = context.newId();
    await tx.run(
      `insert into people (id, email, name, role, status, password_hash, must_change_password, locale, theme, capacity, created_at, disabled_at)
       values (?, ?, ?, 'admin', 'active', ?, 0, ?, null, null, ?, null)`,
      [personId, input.email, input.name, passwordHash, input.locale, context.now()],
    );
    const { workspaceName, zone, locale, phoneRegion, currency } = input;
    await saveWorkspaceSettings(tx, { name: workspaceName, zone, locale, phoneRegion, currency });
    const { boardId } = await insertBoard(context, tx, {
      name: input.boardName,
      currency,
      visibility: 'everyone',
      teamIds: [],
      locale,
    });
    await insertLists(context, tx, locale);
    const admin: Actor = { kind: 'person', personId, role: 'admin', teamId: null, seesTeamIds: [], managesTeamIds: [] };
    await recordAudit(context, tx, admin, 'setup_done', personId);
    await tellAccessChanged(context, tx, admin, held, null);
    return { personId, boardId };
  });
}

async function insertLists(context: Context, tx: Tx, locale: SetUp['locale']): Promise<void> {
  const { channels, lostReasons } = startingLists[locale];
  for (const [place, name] of channels.entries()) {
    // Channels are listed by age: a millisecond apart they keep the order of the list.
    await tx.run('insert into channels (id, name, created_at, archived_at) values (?, ?, ?, null)', [
      context.newId(),
      name,
      context.now() + place,
    ]);
  }
  for (const [rank, name] of lostReasons.entries()) {
    await tx.run('insert into lost_reasons (id, name, rank, archived_at) values (?, ?, ?, null)', [
      context.newId(),
      name,
      rank,
    ]);
  }
}
