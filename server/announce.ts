import { z } from 'zod';
import { setupLink } from '#lib/server/auth/setup.ts';
import type { Context } from '#lib/server/context/context.ts';

const signInsSchema = z.array(z.object({ personId: z.string(), password: z.string().optional() }));

interface PersonRow {
  name: string;
  email: string | null;
  role: string;
}

/** What the terminal says once people can come in: where, and, on empty data or in the demo, how. */
export async function announcement(context: Context, url: string): Promise<string[]> {
  const { config } = context;
  const address = config.origin ?? url;
  const lines = [`Tideboard is ready on ${address}`];
  const setUp = await setupLink(context);
  if (setUp) {
    lines.push(
      '',
      'Nobody can sign in yet. Make the first admin with this link, which works once, for 24 hours:',
      `  ${address}/setup/${setUp.token}`,
    );
  }
  if (config.demo) lines.push(...(await demoLines(context)));
  return lines;
}

async function demoLines({ db }: Context): Promise<string[]> {
  const row = await db.read.get<{ value: string }>(`select value from settings where key = 'demo.signIns'`);
  const signIns = signInsSchema.safeParse(row ? JSON.parse(row.value) : []);
  if (!signIns.success || signIns.data.length === 0) return [];
  const lines = ['', 'Sign in as:'];
  const roles = new Set<string>();
  for (const { personId, password } of signIns.data) {
    const person = await db.read.get<PersonRow>('select name, email, role from people where id = ?', [personId]);
    if (!person?.email || roles.has(person.role)) continue;
    roles.add(person.role);
    lines.push(
      `  ${person.role.padEnd(8)} ${person.email}${password ? `  password: ${password}` : ''}  (${person.name})`,
    );
  }
  return lines;
}
