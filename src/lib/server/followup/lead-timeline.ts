import type { ActivityEntry, Timeline, TimelineEntry } from '#lib/contract/ownership/lead-detail.ts';
import type { ActivityKind, ActivityOutcome } from '#lib/domain/followup/activity.ts';
import type { Queries, Value } from '../db/database.ts';
import { VOID_MS } from './void-follow-up.ts';

export interface TimelineReader {
  /** Null: nobody who may take records back. */
  personId: string | null;
  /** Whether he reads values, notes and reasons. */
  personal: boolean;
  now: number;
}

const WHEN = 'coalesce(occurred_at, recorded_at)';
const PAGE = `select id, kind, occurred_at as "at", recorded_at as "recordedAt", actor_id as "actorId", system, data, personal,
    voided_by as "voidedBy", ${WHEN} as "when"
  from lead_history where lead_id = ?`;
const ORDER = `order by ${WHEN} desc, id desc limit ?`;

interface Row extends Omit<TimelineEntry, 'data' | 'personal' | 'voided' | 'activity'> {
  data: string;
  personal: string | null;
  voidedBy: string | null;
  when: number;
}

/** One page of a lead's history, the latest first. Who may read the page is decided before. */
export async function leadTimeline(
  read: Queries,
  leadId: string,
  reader: TimelineReader,
  { before = null, limit = 50 }: { before?: string | null; limit?: number } = {},
): Promise<Timeline> {
  const from = parseBefore(before);
  const params: Value[] = from ? [leadId, from.when, from.when, from.id, limit + 1] : [leadId, limit + 1];
  const where = from ? ` and (${WHEN} < ? or (${WHEN} = ? and id < ?))` : '';
  const rows = await read.all<Row>(`${PAGE}${where} ${ORDER}`, params);
  const page = rows.slice(0, limit);
  const facts = page.map((row) => ({ row, data: JSON.parse(row.data) as Record<string, unknown> }));
  const ids = facts.flatMap(({ data: { activityId } }) => (typeof activityId === 'string' ? [activityId] : []));
  const activities = await activitiesById(read, ids, reader);
  const last = page.at(-1);
  return {
    entries: facts.map(({ row, data }) => {
      // What an undo restores is of no interest to readers.
      const { was: _was, set: _set, ...shown } = data;
      return {
        id: row.id,
        kind: row.kind,
        at: row.at,
        recordedAt: row.recordedAt,
        actorId: row.actorId,
        system: row.system,
        data: shown,
        personal: reader.personal && row.personal ? (JSON.parse(row.personal) as Record<string, unknown>) : null,
        voided: row.voidedBy !== null,
        activity: row.kind === 'followed_up' ? (activities.get(data['activityId'] as string) ?? null) : null,
      };
    }),
    before: rows.length > limit && last ? `${last.when},${last.id}` : null,
  };
}

function parseBefore(before: string | null): { when: number; id: string } | null {
  const parts = before === null ? null : /^(-?\d{1,16}),([\w-]{1,64})$/.exec(before);
  return parts ? { when: Number(parts[1]), id: parts[2]! } : null;
}

interface ActivityRow {
  id: string;
  personId: string | null;
  kind: ActivityKind;
  direction: 'in' | 'out' | null;
  outcome: ActivityOutcome | null;
  durationSeconds: number | null;
  at: number;
  recordedAt: number;
  qualifying: number;
  verified: number;
  note: string | null;
  voidedAt: number | null;
}

async function activitiesById(
  read: Queries,
  ids: readonly string[],
  { personId, personal, now }: TimelineReader,
): Promise<Map<string, ActivityEntry>> {
  if (ids.length === 0) return new Map();
  const rows = await read.all<ActivityRow>(
    `select id, person_id as "personId", kind, direction, outcome, duration_seconds as "durationSeconds", at,
       recorded_at as "recordedAt", qualifying, verified, note, voided_at as "voidedAt"
     from activities where id in (${ids.map(() => '?').join(', ')})`,
    ids,
  );
  const entries = rows.map((row): [string, ActivityEntry] => {
    const undoUntil = row.recordedAt + VOID_MS;
    const mine = personId !== null && row.personId === personId && row.voidedAt === null && now <= undoUntil;
    const { id, kind, direction, outcome, durationSeconds, at } = row;
    return [
      id,
      {
        id,
        kind,
        direction,
        outcome,
        durationSeconds,
        at,
        qualifying: row.qualifying === 1,
        verified: row.verified === 1,
        note: personal ? row.note : null,
        voided: row.voidedAt !== null,
        undoUntil: mine ? undoUntil : null,
      },
    ];
  });
  return new Map(entries);
}
