import { z } from 'zod';
import type { Context } from '../context/context.ts';
import type { Role } from '#lib/domain/access/actor.ts';

const schema = z.array(z.object({ personId: z.string() }));

export interface DemoSignIn {
  personId: string;
  name: string;
  role: Role;
}

/** People of the demo whom a visitor may become with one click. Empty outside of the demo, whatever the database says. */
export async function demoSignIns(context: Context): Promise<DemoSignIn[]> {
  if (!context.config.demo) return [];
  const row = await context.db.read.get<{ value: string }>(`select value from settings where key = 'demo.signIns'`);
  const parsed = schema.safeParse(row ? JSON.parse(row.value) : []);
  if (!parsed.success) return [];
  const found: DemoSignIn[] = [];
  for (const { personId } of parsed.data) {
    const person = await context.db.read.get<DemoSignIn>(
      `select id as "personId", name, role from people where id = ? and status = 'active'`,
      [personId],
    );
    if (person) found.push(person);
  }
  return found;
}
