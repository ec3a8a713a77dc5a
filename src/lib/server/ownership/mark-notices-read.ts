import type { MarkNoticesRead } from '#lib/contract/ownership/commands.ts';
import type { Actor } from '#lib/domain/access/actor.ts';
import { notAllowed } from '#lib/domain/errors.ts';
import type { Context } from '../context/context.ts';
import { inTransaction } from '../context/in-transaction.ts';
import type { Tx } from '../db/database.ts';
import { appendEvent, personStream, takeStream } from '../streams/stream.ts';
import { unreadNotices } from './notices.ts';

/** Marks some of one's own notices as read, or all of them; the count follows on every open page. */
export function markNoticesRead(context: Context, actor: Actor, { ids }: MarkNoticesRead): Promise<{ unread: number }> {
  return inTransaction(context, async (tx) => {
    if (actor.kind !== 'person') throw notAllowed('read_notices');
    const { personId } = actor;
    const unread = await unreadIds(tx, personId, ids);
    if (unread.length > 0) {
      const { seq } = await takeStream(tx, personStream(personId));
      for (const id of unread) {
        await tx.run('update notices set read_at = ? where id = ? and read_at is null', [context.now(), id]);
      }
      await appendEvent(context, tx, actor, personStream(personId), seq, {
        kind: 'notices.read',
        payload: { ids: unread },
      });
    }
    return { unread: (await unreadNotices(tx, personId)).unread };
  });
}

async function unreadIds(tx: Tx, personId: string, ids: readonly string[] | undefined): Promise<string[]> {
  const rows = await tx.all<{ id: string }>('select id from notices where person_id = ? and read_at is null', [
    personId,
  ]);
  const wanted = ids && new Set(ids);
  return rows.map(({ id }) => id).filter((id) => !wanted || wanted.has(id));
}
