import type { SetPreferences } from '#lib/contract/access/people.ts';
import type { Actor } from '#lib/domain/access/actor.ts';
import { notAllowed } from '#lib/domain/errors.ts';
import type { Context } from '../context/context.ts';
import { inTransaction } from '../context/in-transaction.ts';

/** A person's own language, appearance and keys; null leaves what is set. Nobody else's screen changes by it. */
export function setPreferences(context: Context, actor: Actor, input: SetPreferences): Promise<SetPreferences> {
  return inTransaction(context, async (tx) => {
    if (actor.kind !== 'person') throw notAllowed('set_preferences');
    const singleKeys = input.singleKeys === null ? null : Number(input.singleKeys === 'on');
    await tx.run(
      `update people set locale = coalesce(?, locale), theme = coalesce(?, theme),
         single_keys = coalesce(?, single_keys) where id = ?`,
      [input.locale, input.theme, singleKeys, actor.personId],
    );
    return input;
  });
}
