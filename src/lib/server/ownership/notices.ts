import type { Actor } from '#lib/domain/access/actor.ts';
import type { Context } from '../context/context.ts';
import type { Queries, Tx } from '../db/database.ts';
import { appendEvent, personStream, takeStream } from '../streams/stream.ts';
import { digestKinds, foldDigest } from './fold-digest.ts';

/** A message for one person, stored as kind and arguments and rendered in his language when read. */
export interface NewNotice {
  personId: string;
  kind: string;
  leadId?: string | null;
  /** Ids, numbers and instants only. */
  args: Record<string, unknown>;
}

/**
 * Puts notices into inboxes within the caller's transaction. It takes the persons' streams, in the order of their ids:
 * call it last, after boards and persons' rows are taken.
 */
export async function notify(context: Context, tx: Tx, actor: Actor, notices: readonly NewNotice[]): Promise<void> {
  const byPerson = Map.groupBy(notices, ({ personId }) => personId);
  for (const personId of [...byPerson.keys()].sort()) {
    const { seq } = await takeStream(tx, personStream(personId));
    const ids: string[] = [];
    const [digests, single] = parted(byPerson.get(personId)!);
    for (const [kind, about] of Map.groupBy(digests, (notice) => notice.kind))
      ids.push(await foldDigest(context, tx, { personId, kind }, about));
    for (const notice of single) {
      const id = context.newId();
      ids.push(id);
      await tx.run('insert into notices (id, person_id, kind, at, lead_id, args) values (?, ?, ?, ?, ?, ?)', [
        id,
        personId,
        notice.kind,
        context.now(),
        notice.leadId ?? null,
        JSON.stringify(notice.args),
      ]);
    }
    await appendEvent(context, tx, actor, personStream(personId), seq, { kind: 'notices.added', payload: { ids } });
  }
}

function parted(notices: readonly NewNotice[]): [digests: NewNotice[], single: NewNotice[]] {
  const digests = notices.filter(({ kind }) => digestKinds.has(kind));
  return [digests, notices.filter(({ kind }) => !digestKinds.has(kind))];
}

/** More notices than this of one kind for one person become one that says how many. */
const MOST_SINGLE = 3;

/**
 * A batch fills nobody's inbox: `args.count` and `args.leadIds` name what it was about, the rest is the first one's, with
 * the earliest deadline of all.
 */
export function bundled(notices: readonly NewNotice[]): NewNotice[] {
  const groups = Map.groupBy(notices, ({ personId, kind }) => `${personId} ${kind}`);
  return [...groups.values()].flatMap((group) => {
    if (group.length <= MOST_SINGLE || digestKinds.has(group[0]!.kind)) return group;
    const first = group[0]!;
    const leadIds = group.flatMap(({ leadId }) => leadId ?? []);
    const deadlines = group.map(({ args }) => args['deadlineAt']).filter((at) => typeof at === 'number');
    const earliest = deadlines.length > 0 ? { deadlineAt: Math.min(...deadlines) } : {};
    return [{ ...first, leadId: null, args: { ...first.args, ...earliest, count: group.length, leadIds } }];
  });
}

export async function unreadNotices(
  read: Queries,
  personId: string,
): Promise<{ unread: number; newest: { id: string; kind: string } | null }> {
  const count = await read.get<{ unread: number }>(
    'select count(*) as "unread" from notices where person_id = ? and read_at is null',
    [personId],
  );
  const newest = await read.get<{ id: string; kind: string }>(
    'select id, kind from notices where person_id = ? and read_at is null order by at desc, id desc limit 1',
    [personId],
  );
  return { unread: count?.unread ?? 0, newest: newest ?? null };
}
