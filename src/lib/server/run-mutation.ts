import { mutationSchema, type MutationAnswer } from '#lib/contract/protocol.ts';
import type { PersonActor } from '#lib/domain/access/actor.ts';
import { invalidInput } from '#lib/domain/errors.ts';
import { runCommand } from './command-list.ts';
import { spendChange } from './context/change-budget.ts';
import { forMutation, type Context } from './context/context.ts';
import { wireError } from './context/wire-error.ts';

/**
 * A change as it came over the wire, whichever door it took: counted for its person, parsed, and run once for its id as the
 * same command that forms call. Always answered, never thrown.
 */
export async function runMutation(context: Context, actor: PersonActor, request: unknown): Promise<MutationAnswer> {
  try {
    spendChange(context, actor.personId);
    const parsed = mutationSchema.safeParse(request);
    if (!parsed.success) throw invalidInput('mutation', 'malformed');
    const { clientId, id, name, input } = parsed.data;
    const mutation = { clientId: `${actor.personId}:${clientId}`, id };
    const result = await runCommand(forMutation(context, mutation), actor, name, input);
    return { ok: true, seq: seqOf(result), result };
  } catch (error) {
    return { ok: false, error: wireError(context, error) };
  }
}

const seqOf = (result: unknown): number | null =>
  typeof result === 'object' && result !== null && 'seq' in result && typeof result.seq === 'number'
    ? result.seq
    : null;
