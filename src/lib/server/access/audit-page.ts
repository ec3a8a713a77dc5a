import type { Actor } from '#lib/domain/access/actor.ts';
import { canSeeAudit } from '#lib/domain/access/policy.ts';
import { notAllowed } from '#lib/domain/errors.ts';
import type { Queries, Value } from '../db/database.ts';

export interface AuditEntry {
  id: string;
  at: number;
  kind: string;
  actorName: string | null;
  /** Name of what was acted upon, when it is a person, team, board or pool that is still known. */
  targetName: string | null;
  data: Record<string, unknown>;
}

export interface AuditPage {
  entries: AuditEntry[];
  /** Give this to get the next, older page; null at the end. */
  next: string | null;
}

const PAGE = 50;

type Row = Omit<AuditEntry, 'data'> & { data: string };

/** The audit log, newest first. `before`: where the page above ended. */
export async function auditPage(read: Queries, actor: Actor, before: string | null): Promise<AuditPage> {
  if (!canSeeAudit(actor)) throw notAllowed('see_audit');
  const place = parsePlace(before);
  const params: Value[] = place ? [place.at, place.at, place.id] : [];
  const rows = await read.all<Row>(
    `select a.id, a.at, a.kind, a.data, who.name as "actorName",
       coalesce(p.name, t.name, b.name, po.name, c.name, pr.name, lr.name) as "targetName"
     from audit_log a
       left join people who on who.id = a.actor_id
       left join people p on p.id = a.target left join teams t on t.id = a.target
       left join boards b on b.id = a.target left join pools po on po.id = a.target
       left join channels c on c.id = a.target left join products pr on pr.id = a.target
       left join lost_reasons lr on lr.id = a.target
     ${place ? 'where a.at < ? or (a.at = ? and a.id < ?)' : ''}
     order by a.at desc, a.id desc limit ${PAGE + 1}`,
    params,
  );
  const shown = rows.slice(0, PAGE);
  const last = shown.at(-1);
  return {
    entries: shown.map((row) => ({ ...row, data: JSON.parse(row.data) as Record<string, unknown> })),
    next: rows.length > PAGE && last ? `${last.at}_${last.id}` : null,
  };
}

export interface OverrideCount {
  actorName: string | null;
  /** Leads of others that he gave away, put into the pool, locked or unlocked, or took back from one. */
  leads: number;
  /** Whose they were. */
  people: number;
}

const DAYS = 30;
const DAY_MS = 86_400_000;
const OVERRIDES = `select a.actor_id as "actorId", a.target, a.data, who.name as "actorName"
  from audit_log a left join people who on who.id = a.actor_id where a.kind = 'lead_overridden' and a.at >= ?`;

/** How often each manager did something to leads of others in the last 30 days (X4), the most first. */
export async function overrideCounts(read: Queries, actor: Actor, now: number): Promise<OverrideCount[]> {
  if (!canSeeAudit(actor)) throw notAllowed('see_audit');
  const rows = await read.all<{ actorId: string; target: string; data: string; actorName: string | null }>(OVERRIDES, [
    now - DAYS * DAY_MS,
  ]);
  const counts = [...Map.groupBy(rows, ({ actorId }) => actorId).values()].map((own) => ({
    actorName: own[0]!.actorName,
    leads: own.reduce((sum, { data }) => sum + (JSON.parse(data) as { count: number }).count, 0),
    people: new Set(own.map(({ target }) => target)).size,
  }));
  return counts.sort((a, b) => b.leads - a.leads || b.people - a.people);
}

function parsePlace(text: string | null): { at: number; id: string } | null {
  const [, at, id] = /^(\d{1,16})_([\w-]{1,64})$/.exec(text ?? '') ?? [];
  return at && id ? { at: Number(at), id } : null;
}
