import { actorId, type Actor } from '#lib/domain/access/actor.ts';
import type { Context } from '../context/context.ts';
import type { Tx } from '../db/database.ts';

/** What the audit log can tell; each has its sentence in messages/access (`access_audit_<kind with _>`). */
export const auditKinds = [
  'sign_in',
  'sign_in_failed',
  'sign_in_throttled',
  'sign_out',
  'sessions_ended',
  'setup_done',
  'password_set',
  'password_link_made',
  'person_added',
  'person_changed',
  'person_disabled',
  'person_enabled',
  'person_moved',
  'team_created',
  'team_changed',
  'team_managers_set',
  'board_created',
  'board_changed',
  'stages_changed',
  'pool_changed',
  'channel_changed',
  'product_changed',
  'lost_reason_changed',
  'workspace_changed',
  'import_undone',
  'people_imported',
  'contact_refused',
  'lead_overridden',
  'screen_created',
  'screen_revoked',
  'screen_taken_over',
] as const;
export type AuditKind = (typeof auditKinds)[number];

const INSERT = 'insert into audit_log (id, at, actor_id, kind, target, data) values (?, ?, ?, ?, ?, ?)';

/**
 * One line of the audit log, in the transaction of the act (X3).
 * @param kind one of `auditKinds`; other areas may add their own
 * @param target id of what was acted upon
 */
export async function recordAudit(
  context: Context,
  tx: Tx,
  actor: Actor,
  kind: AuditKind | (string & {}),
  target: string | null,
  data: Record<string, unknown> = {},
): Promise<void> {
  await tx.run(INSERT, [context.newId(), context.now(), actorId(actor), kind, target, JSON.stringify(data)]);
}
