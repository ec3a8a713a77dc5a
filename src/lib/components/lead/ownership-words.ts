import type { LeadOwnership } from '#lib/contract/ownership/lead-detail.ts';
import type { RecycleExplanation } from '#lib/domain/ownership/explain.ts';
import type { Formats } from '#lib/format/formats.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Workspace } from '#lib/state/workspace.svelte.ts';
import { activityWords } from './log-kinds.ts';
import type { OpenLead } from './open-lead.svelte.ts';

/** Sentences one after the other: Chinese puts no space between them. */
export const inSentences = (sentences: readonly string[], locale: Formats['locale']): string =>
  sentences.filter(Boolean).join(locale === 'zh-CN' ? '' : ' ');

/** Days as a rule names them: whole where they are, else one digit. */
export const dayCount = (days: number): string => (Number.isInteger(days) ? String(days) : days.toFixed(1));

type Why = NonNullable<LeadOwnership['why']>;

/** How somebody came to have a lead: in two words for the line, in a sentence below it. */
export function beganWords(why: Why, workspace: Workspace): { short: string; long: string } {
  const by = workspace.personName(why.byId) || m.lead_system();
  const from = workspace.personName(why.fromId);
  switch (why.began) {
    case 'claim':
      return { short: m.lead_began_claim(), long: from ? m.lead_why_claim_from({ from }) : m.lead_why_claim() };
    case 'assign':
      return {
        short: m.lead_began_assign(),
        long: from ? m.lead_why_assign_from({ by, from }) : m.lead_why_assign({ by }),
      };
    case 'transfer':
      return {
        short: m.lead_began_transfer(),
        long: why.inheritedIdleFrom === null ? m.lead_why_transfer({ by }) : m.lead_why_transfer_inherits({ by }),
      };
    case 'import':
      return { short: m.lead_began_import(), long: m.lead_why_import() };
    case 'reopen':
      return { short: m.lead_began_reopen(), long: m.lead_why_reopen({ by }) };
    case 'create':
      return { short: m.lead_began_create(), long: m.lead_why_create({ by }) };
  }
}

/** By which rule the clock runs and from which fact, in one or two sentences. */
export function ruleText(lead: OpenLead, workspace: Workspace, formats: Formats, now: number): string {
  const ownership = lead.detail?.ownership;
  if (!ownership) return '';
  const { reason, extendedBy } = ownership.clock;
  if (reason.rule === 'off') return m.lead_rule_off();
  if (reason.rule === 'no_pool') return m.lead_rule_no_pool();
  if (reason.rule !== 'idle') return '';
  const days = dayCount(reason.idleDays);
  const sentences = [m.lead_rule_idle({ days })];
  const activities = lead.entries.flatMap(({ activity }) => (activity && !activity.voided ? [activity] : []));
  const last = activities.find(({ qualifying, at }) => qualifying && at <= reason.idleFrom + 1000);
  if (last && Math.abs(last.at - reason.idleFrom) < 1000)
    sentences.push(m.lead_rule_last({ at: formats.dayTime(last.at, now), kind: activityWords[last.kind]() }));
  else sentences.push(m.lead_rule_from({ at: formats.dayTime(reason.idleFrom, now) }));
  const ignored = activities.find(({ qualifying, at }) => !qualifying && at > reason.idleFrom);
  if (ignored)
    sentences.push(m.lead_rule_ignored({ at: formats.dayTime(ignored.at, now), kind: activityWords[ignored.kind]() }));
  if (extendedBy === 'hold' && reason.holdUntil !== null)
    sentences.push(m.lead_extended_hold({ at: formats.dayTime(reason.holdUntil, now) }));
  else if (extendedBy === 'protection' && reason.protectedUntil !== null)
    sentences.push(m.lead_extended_protection({ at: formats.dayTime(reason.protectedUntil, now) }));
  else if (extendedBy === 'grace') sentences.push(m.lead_extended_grace({ hours: reason.graceHours }));
  else if (extendedBy === 'warning') sentences.push(m.lead_extended_warning());
  return inSentences(sentences, formats.locale);
}

/** Why it was recycled: which rule, which facts (O9). */
export function recycledText(
  why: Pick<RecycleExplanation, 'idleDays' | 'lastFollowUpAt'>,
  formats: Formats,
  now: number,
) {
  const days = dayCount(why.idleDays);
  return why.lastFollowUpAt === null
    ? m.lead_recycled_never({ days })
    : m.lead_recycled_last({ days, at: formats.dayTime(why.lastFollowUpAt, now) });
}
