import { DomainError, isDomainError } from '#lib/domain/errors.ts';
import type { Tx } from '../db/database.ts';
import type { Context } from './context.ts';

type Stored =
  { ok: true; value: unknown } | { ok: false; code: string; message: string; details: DomainError['details'] };

const FIND = 'select answer from mutations where client_id = ? and mutation_id = ?';
const STORE = 'insert into mutations (client_id, mutation_id, at, answer) values (?, ?, ?, ?) on conflict do nothing';

/**
 * The only way to write. When the context carries a mutation, its answer is stored in the same transaction: a client that
 * did not hear it sends the mutation again and gets the first answer, a refusal as well, without a second effect.
 * `T` must survive JSON.
 */
export async function inTransaction<T>(context: Context, work: (tx: Tx) => Promise<T>): Promise<T> {
  const { mutation, db } = context;
  if (!mutation) return db.transaction(work);
  const store = async (tx: Tx, answer: Stored) => {
    const stored = await tx.run(STORE, [mutation.clientId, mutation.id, context.now(), JSON.stringify(answer)]);
    if (stored === 0) throw new AnsweredMeanwhile();
  };
  const answerOnce = (): Promise<T> => {
    let replayed = false;
    return db.transaction(
      async (tx) => {
        const known = await tx.get<{ answer: string }>(FIND, [mutation.clientId, mutation.id]);
        replayed = known !== undefined;
        if (known) return replay<T>(known.answer);
        const value = await work(tx);
        await store(tx, { ok: true, value: value ?? null });
        return value;
      },
      {
        afterRefusal: async (tx, refusal) => {
          if (replayed || !isDomainError(refusal)) return;
          await store(tx, { ok: false, code: refusal.code, message: refusal.message, details: refusal.details });
        },
      },
    );
  };
  try {
    return await answerOnce();
  } catch (error) {
    if (!(error instanceof AnsweredMeanwhile)) throw error;
    return answerOnce();
  }
}

/**
 * The same mutation ran beside this one (PostgreSQL: sent again over another connection before its answer) and was first:
 * everything is rolled back, and its answer is given.
 */
class AnsweredMeanwhile extends Error {}

function replay<T>(text: string): T {
  const stored = JSON.parse(text) as Stored;
  if (stored.ok) return stored.value as T;
  throw new DomainError(stored.code, stored.message, stored.details);
}
