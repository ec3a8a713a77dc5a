import type { IconName } from '#lib/components/ui/icons.ts';
import type { TimelineEntry } from '#lib/contract/ownership/lead-detail.ts';
import type { NextKind } from '#lib/contract/board/card.ts';
import { nextWords } from '#lib/components/board/lead-card.ts';
import { pooledByWords } from '#lib/components/ownership/pooled-why.ts';
import type { Formats } from '#lib/format/formats.ts';
import { minutesSeconds } from '#lib/format/duration.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Workspace } from '#lib/state/workspace.svelte.ts';
import { activityIcons, activityWords, outcomeWords } from './log-kinds.ts';
import { recycledText } from './ownership-words.ts';

/** One fact of a lead's history in the reader's language. `<b>` marks names. */
export interface TimelineLine {
  icon: IconName;
  text: string;
  /** From one stage to another, drawn as two tags. */
  stages?: [from: string, to: string];
  /** What somebody wrote, or why it happened. */
  body?: string;
  tags?: string[];
  /** A contact with the customer: drawn stronger. */
  key?: boolean;
}

interface Reader {
  workspace: Workspace;
  formats: Formats;
  now: number;
  currency: string;
}

const fieldNames: Record<string, () => string> = {
  name: m.lead_field_name,
  company: m.lead_company,
  region: m.lead_region,
  remark: m.lead_remark,
  productId: m.lead_product,
  channelId: m.lead_channel,
  expectedMinor: m.lead_expected,
  wonMinor: m.lead_won_amount,
  currency: m.lead_currency,
  intent: m.lead_intent,
  tags: m.lead_tags,
};

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const number = (value: unknown): number | null => (typeof value === 'number' ? value : null);

export function timelineLine(entry: TimelineEntry, reader: Reader): TimelineLine {
  const { workspace, formats, now } = reader;
  const { data, personal } = entry;
  const who = workspace.personName(entry.actorId) || (entry.system ? m.lead_system() : m.error_somebody());
  const person = (key: string) => workspace.personName(text(data[key])) || m.error_somebody();
  const stage = (key: string) => workspace.stageName(text(data[key])) || '–';
  const pool = workspace.boards.find((board) => board.pool?.id === data['poolId'])?.pool?.name ?? m.shell_nav_pool();
  const reason = text(personal?.['reason']) ?? text(personal?.['note']) ?? undefined;
  const at = (value: unknown) => (number(value) === null ? '–' : formats.dayTime(number(value)!, now));
  switch (entry.kind) {
    case 'created': {
      const channel = workspace.channel(text(data['channelId']))?.name;
      const line = channel ? m.lead_t_created_from({ who, channel }) : m.lead_t_created({ who });
      return { icon: 'plus', text: data['poolId'] ? `${line}${m.lead_t_into_pool({ pool })}` : line };
    }
    case 'imported':
      return { icon: 'upload', text: m.lead_t_imported({ who }) };
    case 'import_updated':
      return { icon: 'upload', text: m.lead_t_import_updated({ who }) };
    case 'import_update_undone':
      return { icon: 'undo', text: m.lead_t_import_undone({ who }) };
    case 'moved':
      return {
        icon: 'arrow',
        text: m.lead_t_moved({ who }),
        stages: [stage('from'), stage('to')],
        ...lostBody(entry, reader),
      };
    case 'move_undone':
      return { icon: 'undo', text: m.lead_t_move_undone({ who }), stages: [stage('from'), stage('to')] };
    case 'edited':
      return editedLine(entry, reader, who);
    case 'next_set': {
      const kind = text(data['kind']) as NextKind | null;
      if (number(data['to']) === null) return { icon: 'calendar', text: m.lead_t_next_cleared({ who }) };
      return {
        icon: 'calendar',
        text: m.lead_t_next({ who, at: at(data['to']), kind: kind ? nextWords[kind]() : '' }),
      };
    }
    case 'assigned':
      return {
        icon: 'user',
        text: data['from']
          ? m.lead_t_assigned_from({ who, to: person('to'), from: person('from') })
          : m.lead_t_assigned({ who, to: person('to') }),
        body: reason,
      };
    case 'claimed':
      return {
        icon: 'user',
        text: m.lead_t_claimed({ who, pool }),
        body: text(data['pooledBy']) ? pooledByWords[data['pooledBy'] as keyof typeof pooledByWords]?.() : undefined,
      };
    case 'transferred':
      return {
        icon: 'swap',
        text: m.lead_t_transferred({ who, from: person('from'), to: person('to') }),
        body: reason,
      };
    case 'released':
      return { icon: 'pool', text: m.lead_t_released({ who, pool }), body: reason };
    case 'recycled': {
      const why = data['why'] as { idleDays: number; lastFollowUpAt: number | null } | null | undefined;
      return {
        icon: 'pool',
        text: m.lead_t_recycled({ from: person('ownerId'), pool }),
        body: why ? recycledText(why, formats, now) : undefined,
      };
    }
    case 'recycle_undone':
      return { icon: 'undo', text: m.lead_t_recycle_undone({ who, to: person('ownerId') }), body: reason };
    case 'warned':
      return { icon: 'bell', text: m.lead_t_warned({ to: person('ownerId'), at: at(data['deadlineAt']) }) };
    case 'protected':
      return data['until'] == null
        ? { icon: 'shield', text: m.lead_t_protection_ended({ who }), body: reason }
        : { icon: 'shield', text: m.lead_t_protected({ who, at: at(data['until']) }), body: reason };
    case 'followed_up':
      return activityLine(entry, who);
    case 'follow_up_voided':
      return { icon: 'undo', text: m.lead_t_voided({ who }) };
    case 'team':
      return {
        icon: 'people',
        text: m.lead_t_team({ team: workspace.team(text(data['to']))?.name ?? '–' }),
      };
    case 'erased':
      return { icon: 'trash', text: m.lead_t_erased({ who }) };
    default:
      return { icon: 'info', text: m.lead_t_other({ who }) };
  }
}

function lostBody({ data }: TimelineEntry, { workspace, formats, currency }: Reader): Pick<TimelineLine, 'tags'> {
  const stage = workspace.stage(text(data['to']));
  if (stage?.kind === 'lost') {
    const reason = workspace.lostReason(text(data['lostReasonId']))?.name;
    return reason ? { tags: [reason] } : {};
  }
  const won = stage?.kind === 'won' ? number(data['wonMinor']) : null;
  return won === null ? {} : { tags: [formats.exactMoney(won, currency)] };
}

function editedLine({ data, personal }: TimelineEntry, reader: Reader, who: string): TimelineLine {
  const field = text(data['field']) ?? '';
  const name = fieldNames[field]?.() ?? field;
  const values = personal ?? data;
  if (!('to' in values)) return { icon: 'info', text: m.lead_t_edited_hidden({ who, field: name }) };
  const say = (value: unknown) => valueWords(field, value, reader) || m.lead_empty();
  return {
    icon: 'info',
    text: m.lead_t_edited({ who, field: name, from: say(values['from']), to: say(values['to']) }),
  };
}

function valueWords(field: string, value: unknown, { workspace, formats, currency }: Reader): string {
  if (value === null || value === undefined || value === '') return '';
  switch (field) {
    case 'productId':
      return workspace.product(text(value))?.name ?? '–';
    case 'channelId':
      return workspace.channel(text(value))?.name ?? '–';
    case 'expectedMinor':
    case 'wonMinor':
      return formats.exactMoney(number(value) ?? 0, currency);
    case 'intent':
      return m.lead_intent_level({ level: number(value) ?? 0 });
    case 'tags':
      return Array.isArray(value) ? value.join(m.shell_list_join()) : '';
    default:
      return typeof value === 'string' ? value : JSON.stringify(value);
  }
}

function activityLine({ activity, data }: TimelineEntry, who: string): TimelineLine {
  const kind = activity?.kind ?? (data['kind'] as keyof typeof activityWords);
  const parts = [activityWords[kind]?.() ?? ''];
  const direction = activity?.direction ?? null;
  if (kind !== 'note' && kind !== 'visit' && direction === 'in') parts.push(m.lead_t_incoming());
  if (activity?.durationSeconds) parts.push(minutesSeconds(activity.durationSeconds * 1000));
  if (activity?.outcome) parts.push(outcomeWords[activity.outcome]());
  const tags = [
    activity?.verified ? m.lead_t_verified() : '',
    activity?.qualifying && !activity.voided ? m.lead_t_counts() : '',
  ].filter(Boolean);
  return {
    icon: activityIcons[kind] ?? 'note',
    text: m.lead_t_activity({ who, what: parts.join(m.lead_join()) }),
    body: activity?.note ?? undefined,
    tags,
    key: activity?.qualifying === true,
  };
}
