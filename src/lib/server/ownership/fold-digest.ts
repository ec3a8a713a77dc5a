import { DAY_MS, HOUR_MS } from '#lib/domain/time/calendar.ts';
import type { Context } from '../context/context.ts';
import type { Tx } from '../db/database.ts';
import type { NewNotice } from './notices.ts';

/** Kinds that are one notice about many leads, added to as more come: a manager's inbox holds no line per lead. */
export const digestKinds: ReadonlySet<string> = new Set(['team_warning']);

/** Read or not, what comes within an hour of the first belongs to it; while it is unread, what comes within a day. */
const OPEN_READ_MS = HOUR_MS;
const OPEN_UNREAD_MS = DAY_MS;

interface DigestArgs {
  /** When the first of it came. */
  since: number;
  count: number;
  leadIds: string[];
  /** How many leads of whom. */
  owners: Record<string, number>;
  poolId: string;
  /** The earliest of them. */
  deadlineAt: number;
}

const LAST = `select id, read_at as "readAt", args from notices where person_id = ? and kind = ? order by at desc, id desc limit 1`;

/** Adds to a person's open digest of a kind, which is then new and unread again, or begins one. Under the hold of his stream. */
export async function foldDigest(
  context: Context,
  tx: Tx,
  { personId, kind }: { personId: string; kind: string },
  notices: readonly NewNotice[],
): Promise<string> {
  const now = context.now();
  const last = await tx.get<{ id: string; readAt: number | null; args: string }>(LAST, [personId, kind]);
  const known = last && (JSON.parse(last.args) as DigestArgs);
  const window = last?.readAt === null ? OPEN_UNREAD_MS : OPEN_READ_MS;
  const open = last && known && now - known.since < window ? { id: last.id, known } : null;
  const args = added(open?.known ?? null, notices, now);
  const leadId = args.count === 1 ? args.leadIds[0]! : null;
  if (open) {
    await tx.run('update notices set at = ?, read_at = null, lead_id = ?, args = ? where id = ?', [
      now,
      leadId,
      JSON.stringify(args),
      open.id,
    ]);
    return open.id;
  }
  const id = context.newId();
  await tx.run('insert into notices (id, person_id, kind, at, lead_id, args) values (?, ?, ?, ?, ?, ?)', [
    id,
    personId,
    kind,
    now,
    leadId,
    JSON.stringify(args),
  ]);
  return id;
}

function added(known: DigestArgs | null, notices: readonly NewNotice[], now: number): DigestArgs {
  const leadIds = new Set(known?.leadIds);
  const owners = { ...known?.owners };
  const deadlines = known && known.deadlineAt > now ? [known.deadlineAt] : [];
  let poolId = known?.poolId ?? '';
  for (const { leadId, args } of notices) {
    const { ownerId, deadlineAt } = args as { ownerId: string; deadlineAt: number };
    poolId = args['poolId'] as string;
    deadlines.push(deadlineAt);
    if (!leadId || leadIds.has(leadId)) continue;
    leadIds.add(leadId);
    owners[ownerId] = (owners[ownerId] ?? 0) + 1;
  }
  return {
    since: known?.since ?? now,
    count: leadIds.size,
    leadIds: [...leadIds],
    owners,
    poolId,
    deadlineAt: Math.min(...deadlines),
  };
}
