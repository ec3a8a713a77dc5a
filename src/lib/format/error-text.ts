import type { WireError } from '#lib/contract/protocol.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Locale } from '#lib/paraglide/runtime.js';
import { dayTime } from './when.ts';

/** What a refusal needs to be put into words: it carries ids and instants, never names (domain/errors.ts). */
export interface ErrorReader {
  locale: Locale;
  timeZone: string;
  now: number;
  /** The person who reads, so that he is told "you" of himself. */
  personId?: string | null;
  /** Name of a person or stage; null when the reader does not know it. */
  nameOf?: (id: string) => string | null;
}

type Details = WireError['details'];

interface Words {
  text(key: string): string;
  number(key: string): number;
  person(key: string): string;
  stage(key: string): string;
  time(key: string): string;
  /** Whether this person is the one who reads; also when the refusal names nobody. */
  isReader(key: string): boolean;
}

function wordsOf(details: Details, reader: ErrorReader): Words {
  const id = (key: string) => (typeof details[key] === 'string' ? details[key] : null);
  const name = (key: string, otherwise: string) => {
    const known = id(key);
    return (known !== null && reader.nameOf?.(known)) || otherwise;
  };
  return {
    text: (key) => String(details[key] ?? ''),
    number: (key) => Number(details[key] ?? 0),
    person: (key) => name(key, m.error_somebody()),
    stage: (key) => name(key, m.error_this_stage()),
    time: (key) => dayTime(Number(details[key] ?? 0), reader.now, reader.locale, reader.timeZone),
    isReader: (key) => id(key) === null || id(key) === reader.personId,
  };
}

type Sentence = (words: Words) => string;

/** Why a page cannot be shown just now, where that passes or somebody must do something; undefined for any mistake. */
export const pageErrorText = (code: string | undefined): string | undefined =>
  code === 'storage_away' ? m.error_storage_away() : code === 'storage_full' ? m.error_storage_full() : undefined;

/** One entry per code that the server may answer: what happened, and what to do next. A test keeps it complete. */
export const errorSentences: Readonly<Record<string, Sentence>> = {
  not_allowed: (w) => m.error_not_allowed({ what: w.text('what') }),
  not_found: (w) => m.error_not_found({ what: w.text('what') }),
  invalid_input: (w) => m.error_invalid_input({ field: w.text('field') }),
  signed_out: () => m.error_signed_out(),
  too_fast: () => m.error_too_fast(),
  too_large: () => m.error_too_large(),
  storage_full: () => m.error_storage_full(),
  storage_away: () => m.error_storage_away(),
  import_running: () => m.error_import_running(),

  sign_in_failed: (w) => {
    if (w.text('left') === '') return m.error_sign_in_failed();
    const left = w.number('left');
    return left === 0 ? m.error_sign_in_failed_last() : m.error_sign_in_failed_left({ left });
  },
  sign_in_throttled: (w) => m.error_sign_in_throttled({ time: w.time('until'), minutes: w.number('minutes') }),
  account_disabled: () => m.error_account_disabled(),
  wrong_password: () => m.error_wrong_password(),
  link_invalid: () => m.error_link_invalid(),
  link_used: () => m.error_link_used(),
  link_expired: () => m.error_link_expired(),
  setup_done: () => m.error_setup_done(),
  password_too_short: (w) => m.error_password_too_short({ least: w.number('least') }),
  password_too_long: (w) => m.error_password_too_long({ most: w.number('most') }),
  password_too_obvious: () => m.error_password_too_obvious(),

  email_taken: () => m.error_email_taken(),
  name_taken: () => m.error_name_taken(),
  last_admin: () => m.error_last_admin(),
  not_yourself: (w) => m.error_not_yourself({ what: w.text('what') }),
  needs_email: () => m.error_needs_email(),
  person_disabled: () => m.error_person_disabled(),
  team_archived: () => m.error_team_archived(),
  team_has_members: (w) => m.error_team_has_members({ count: w.number('count') }),
  manager_needs_role: () => m.error_manager_needs_role(),
  last_of_list: () => m.error_last_of_list(),
  zone_fixed: (w) => m.error_zone_fixed({ count: w.number('count') }),
  settings_changed_meanwhile: () => m.error_settings_changed_meanwhile(),
  warnings_too_early: (w) => m.error_warnings_too_early({ hours: w.number('hours'), idleHours: w.number('idleHours') }),

  board_needs_stages: (w) => m.error_board_needs_stages({ kind: w.text('kind') }),
  board_needs_teams: () => m.error_board_needs_teams(),
  board_currency_fixed: (w) => m.error_board_currency_fixed({ count: w.number('count') }),
  stage_has_leads: (w) => m.error_stage_has_leads({ stage: w.stage('stageId'), count: w.number('count') }),
  stage_kind_fixed: (w) => m.error_stage_kind_fixed({ stage: w.stage('stageId') }),
  stage_gone: (w) => m.error_stage_gone({ stage: w.stage('stageId') }),
  lead_moved_meanwhile: (w) =>
    m.error_lead_moved_meanwhile({ name: capital(w.person('by')), stage: w.stage('stageId') }),
  lost_needs_reason: () => m.error_lost_needs_reason(),
  win_needs_amount: () => m.error_win_needs_amount(),
  lead_changed_meanwhile: () => m.error_lead_changed_meanwhile(),
  too_many_views: (w) => m.error_too_many_views({ most: w.number('most') }),
  pooled_lead_stays: () => m.error_pooled_lead_stays(),
  field_changed_meanwhile: (w) => m.error_field_changed_meanwhile({ name: capital(w.person('by')) }),

  lead_already_claimed: (w) => m.error_lead_already_claimed({ name: capital(w.person('by')) }),
  not_in_pool: () => m.error_not_in_pool(),
  lead_closed: (w) => m.error_lead_closed({ state: w.text('state') }),
  cooling_down: (w) =>
    w.isReader('personId')
      ? m.error_cooling_down({ time: w.time('until') })
      : m.error_cooling_down_other({ name: w.person('personId'), time: w.time('until') }),
  daily_claims_used: (w) => m.error_daily_claims_used({ used: w.number('used'), limit: w.number('limit') }),
  holding_limit_reached: (w) => {
    const [held, limit, adding] = [w.number('held'), w.number('limit'), w.number('adding')];
    const name = capital(w.person('personId'));
    if (adding > 1) return m.error_holding_limit_batch({ name, held, limit, adding });
    if (w.isReader('personId')) return m.error_holding_limit_reached({ held, limit });
    return m.error_holding_limit_reached_other({ name, held, limit });
  },
  owner_inactive: (w) => m.error_owner_inactive({ name: capital(w.person('personId')) }),
  already_owner: (w) => m.error_already_owner({ name: capital(w.person('personId')) }),
  not_owned: () => m.error_not_owned(),
  board_has_no_pool: () => m.error_board_has_no_pool(),
  reason_needed: () => m.error_reason_needed(),
  dealt_to_self: () => m.error_dealt_to_self(),
  taken_for_self: (w) => m.error_taken_for_self({ name: w.person('personId') }),
  taken_then_claimed: (w) => m.error_taken_then_claimed({ name: w.person('personId'), time: w.time('until') }),
  recipient_outside_board: (w) => m.error_recipient_outside_board({ name: capital(w.person('personId')) }),
  not_recycled: () => m.error_not_recycled(),
  undo_too_late: (w) => m.error_undo_too_late({ time: w.time('until') }),
  contact_views_used: (w) => m.error_contact_views_used({ used: w.number('used'), limit: w.number('limit') }),

  already_void: () => m.error_already_void(),
  hold_needs_contact: () => m.error_hold_needs_contact(),
  void_too_late: (w) => m.error_void_too_late({ time: w.time('until') }),
  import_not_undoable: (w) => m.error_import_not_undoable({ state: w.text('state') }),
  mapping_unusable: (w) => m.error_mapping_unusable({ problem: w.text('problem'), column: w.text('column') }),
  not_a_table: (w) => m.error_not_a_table({ reason: w.text('reason'), line: w.number('line') }),
};

/** For "a colleague" at the start of a sentence; names and Chinese stay as they are. */
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** A refusal in the reader's language. What the server did not expect is named by its number. */
export function errorText(error: WireError, reader: ErrorReader): string {
  const sentence = Object.hasOwn(errorSentences, error.code) ? errorSentences[error.code] : undefined;
  if (!sentence) return m.error_unexpected({ id: error.errorId ?? error.code });
  return sentence(wordsOf(error.details, reader));
}
