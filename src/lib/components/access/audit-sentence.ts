import { m } from '#lib/paraglide/messages.js';

interface Entry {
  kind: string;
  targetName: string | null;
  data: Record<string, unknown>;
}

type Sentence = (target: string, data: Record<string, unknown>) => string;
const count = (value: unknown) => Number(value ?? 0);

/** What each kind of entry says; the name it is about is part of the sentence. A test holds it against server/access/audit.ts. */
export const auditSentences: Readonly<Record<string, Sentence>> = {
  sign_in: () => m.access_audit_sign_in(),
  sign_in_failed: (target) => m.access_audit_sign_in_failed({ target }),
  sign_in_throttled: () => m.access_audit_sign_in_throttled(),
  sign_out: (target) => m.access_audit_sign_out({ target }),
  sessions_ended: (target, { sessions }) => m.access_audit_sessions_ended({ target, count: count(sessions) }),
  setup_done: () => m.access_audit_setup_done(),
  password_set: (target, { by }) =>
    by === 'self' ? m.access_audit_password_set() : m.access_audit_password_set_by_link({ target }),
  password_link_made: (target) => m.access_audit_password_link_made({ target }),
  person_added: (target) => m.access_audit_person_added({ target }),
  person_changed: (target) => m.access_audit_person_changed({ target }),
  person_disabled: (target, { openLeads }) => m.access_audit_person_disabled({ target, count: count(openLeads) }),
  person_enabled: (target) => m.access_audit_person_enabled({ target }),
  person_moved: (target) => m.access_audit_person_moved({ target }),
  team_created: (target) => m.access_audit_team_created({ target }),
  team_changed: (target) => m.access_audit_team_changed({ target }),
  team_managers_set: (target) => m.access_audit_team_managers_set({ target }),
  board_created: (target) => m.access_audit_board_created({ target }),
  board_changed: (target) => m.access_audit_board_changed({ target }),
  stages_changed: (target) => m.access_audit_stages_changed({ target }),
  pool_changed: (target, { recycling }) =>
    recycling ? m.access_audit_pool_changed({ target }) : m.access_audit_pool_off({ target }),
  channel_changed: (target) => m.access_audit_list_changed({ target }),
  product_changed: (target) => m.access_audit_list_changed({ target }),
  lost_reason_changed: (target) => m.access_audit_list_changed({ target }),
  workspace_changed: () => m.access_audit_workspace_changed(),
  customer_erased: (_target, { leads }) => m.access_audit_customer_erased({ count: count(leads) }),
  screen_created: () => m.access_audit_screen_created(),
  screen_revoked: () => m.access_audit_screen_revoked(),
  screen_taken_over: () => m.access_audit_screen_taken_over(),
  contact_refused: (target, { limit }) => m.access_audit_contact_refused({ target, limit: count(limit) }),
  lead_overridden: (target, { how, count: n }) => overridden(how)({ target, count: count(n) }),
  people_imported: (_target, { people, teams }) =>
    m.access_audit_people_imported({ people: count(people), teams: count(teams) }),
  import_undone: (_target, { removed, kept }) =>
    m.access_audit_import_undone({ removed: count(removed), kept: count(kept) }),
};

/** What a manager did to a lead of somebody else (X4). */
function overridden(how: unknown): (inputs: { target: string; count: number }) => string {
  switch (how) {
    case 'release':
      return m.access_audit_override_released;
    case 'protect':
      return m.access_audit_override_protected;
    case 'unprotect':
      return m.access_audit_override_unprotected;
    case 'undo_recycle':
      return m.access_audit_override_undone;
    default:
      return m.access_audit_override_taken;
  }
}

export function auditSentence({ kind, targetName, data }: Entry): string {
  const sentence = Object.hasOwn(auditSentences, kind) ? auditSentences[kind] : undefined;
  return sentence ? sentence(targetName ?? m.access_audit_unknown(), data) : kind;
}
