import {
  ACCESS_CHANGED,
  WORKSPACE_CHANGED,
  type AccessChanged,
  type WorkspaceChanged,
} from '#lib/contract/access/workspace-events.ts';
import type { Actor } from '#lib/domain/access/actor.ts';
import type { Context } from '../context/context.ts';
import type { Tx } from '../db/database.ts';
import { appendEvent, takeStream, WORKSPACE_STREAM, type StreamHead } from '../streams/stream.ts';

/**
 * Takes the workspace's stream: people, teams, boards and settings change one transaction after another. Take boards
 * first (lock order: streams by id), rows after.
 */
export const holdWorkspace = (tx: Tx): Promise<StreamHead> => takeStream(tx, WORKSPACE_STREAM, { config: true });

/** @param personIds whose rights or sessions changed; null: anybody's may have */
export function tellAccessChanged(
  context: Context,
  tx: Tx,
  actor: Actor,
  held: StreamHead,
  personIds: string[] | null,
): Promise<void> {
  const payload: AccessChanged = { personIds };
  return appendEvent(context, tx, actor, WORKSPACE_STREAM, held.seq, { kind: ACCESS_CHANGED, payload });
}

/** Somebody's sessions ended, and nothing else changed. */
export function tellSessionsEnded(
  context: Context,
  tx: Tx,
  actor: Actor,
  held: StreamHead,
  personId: string,
): Promise<void> {
  const payload: AccessChanged = { personIds: [personId], sessions: true };
  return appendEvent(context, tx, actor, WORKSPACE_STREAM, held.seq, { kind: ACCESS_CHANGED, payload });
}

export function tellWorkspaceChanged(
  context: Context,
  tx: Tx,
  actor: Actor,
  held: StreamHead,
  what: WorkspaceChanged['what'],
): Promise<void> {
  const payload: WorkspaceChanged = { what };
  return appendEvent(context, tx, actor, WORKSPACE_STREAM, held.seq, { kind: WORKSPACE_CHANGED, payload });
}
