import type { ImportRowReason } from '#lib/contract/intake/import.ts';
import type { ImportField, MappingProblem } from '#lib/domain/intake/mapping.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Locale } from '#lib/paraglide/runtime.js';

type Message = (inputs?: Record<string, never>, options?: { locale?: Locale }) => string;

const fieldNames: Record<ImportField, Message> = {
  externalId: m.intake_field_externalId,
  name: m.intake_field_name,
  company: m.intake_field_company,
  phone: m.intake_field_phone,
  email: m.intake_field_email,
  wechat: m.intake_field_wechat,
  region: m.intake_field_region,
  remark: m.intake_field_remark,
  stage: m.intake_field_stage,
  owner: m.intake_field_owner,
  team: m.intake_field_team,
  channel: m.intake_field_channel,
  campaign: m.intake_field_campaign,
  product: m.intake_field_product,
  expected: m.intake_field_expected,
  won: m.intake_field_won,
  currency: m.intake_field_currency,
  intent: m.intake_field_intent,
  tags: m.intake_field_tags,
  arrivedAt: m.intake_field_arrivedAt,
  stageAt: m.intake_field_stageAt,
  closedAt: m.intake_field_closedAt,
  nextAt: m.intake_field_nextAt,
  lostReason: m.intake_field_lostReason,
};

export const fieldName = (field: ImportField, locale?: Locale): string => fieldNames[field]({}, locale && { locale });

const reasons: Record<ImportRowReason['problem'], Message> = {
  other_format: m.intake_reason_other_format,
  no_such_day: m.intake_reason_no_such_day,
  no_such_time: m.intake_reason_no_such_time,
  not_an_amount: m.intake_reason_not_an_amount,
  negative: m.intake_reason_negative,
  ambiguous: m.intake_reason_ambiguous,
  too_precise: m.intake_reason_too_precise,
  too_large: m.intake_reason_too_large,
  other_currency: m.intake_reason_other_currency,
  not_a_phone: m.intake_reason_not_a_phone,
  rounded_by_spreadsheet: m.intake_reason_rounded_by_spreadsheet,
  not_an_email: m.intake_reason_not_an_email,
  not_a_wechat_id: m.intake_reason_not_a_wechat_id,
  not_an_intent: m.intake_reason_not_an_intent,
  not_a_currency: m.intake_reason_not_a_currency,
  too_long: m.intake_reason_too_long,
  no_name: m.intake_reason_no_name,
  unknown_stage: m.intake_reason_unknown_stage,
  closed_without_stage: m.intake_reason_closed_without_stage,
  duplicate: m.intake_reason_duplicate,
};

/** Why a row was not taken: the column and what is wrong with it. */
export function reasonText(reason: ImportRowReason, locale?: Locale): string {
  const options = locale && { locale };
  const field = reason.column ?? fieldName(reason.field, locale);
  return m.intake_reason_at({ field, reason: reasons[reason.problem]({}, options) }, options);
}

export function mappingProblemText(problem: MappingProblem): string {
  switch (problem.problem) {
    case 'no_such_column':
      return m.intake_problem_no_such_column({ column: problem.column });
    case 'column_twice':
      return m.intake_problem_column_twice({ column: problem.column });
    case 'field_twice':
      return m.intake_problem_field_twice();
    case 'format_missing':
      return m.intake_problem_format_missing({ column: problem.column });
    case 'stage_missing':
      return m.intake_problem_stage_missing({ column: problem.column });
    case 'nothing_to_name':
      return m.intake_problem_nothing_to_name();
  }
}
