import { systemActor } from '#lib/domain/access/actor.ts';
import type { Context } from '../context/context.ts';
import { eraseCustomer } from './erase-customer.ts';

const UNERASED = 'select id from customers where id = ? and erased_at is null';

/** After a restore: erases again who had been erased since the backup was made (C1). Answers how many. */
export async function repeatErasures(context: Context, customerIds: readonly string[]): Promise<number> {
  let repeated = 0;
  for (const customerId of customerIds) {
    if (!(await context.db.read.get(UNERASED, [customerId]))) continue;
    await eraseCustomer(context, systemActor('restore'), { customerId });
    repeated++;
  }
  return repeated;
}
