import type { SetPreferences } from '#lib/contract/access/people.ts';
import type { Actor } from '#lib/domain/access/actor.ts';
import { notAllowed } from '#lib/domain/errors.ts';
import type { Context } from '../context/context.ts';
import { inTransaction } from '../context/in-transaction.ts';

/** A person's own language and appearance; null leaves what is set. Nobody else's screen changes by it. */
export function setPreferences(context: Context, actor: Actor, input: SetPreferences): Promise<SetPreferences> {
  return inTransaction(context, async (tx) => {
    if (actor.kind !== 'person') throw notAllowed('set_preferences');
    await tx.run('update people set locale = coalesce(?, locale), theme = coalesce(?, theme) where id = ?', [
      input.locale,
      input.theme,
      actor.personId,
    ]);
    return input;
  });
}
