import type { Queries } from '../db/database.ts';

interface Row extends Omit<App.SignedInPerson, 'mustChangePassword'> {
  mustChangePassword: number;
  locale: 'zh-CN' | 'en' | null;
  theme: 'light' | 'dark' | 'auto' | null;
}

const PERSON = `select id, name, email, role, must_change_password as "mustChangePassword", locale, theme from people where id = ?`;

/** Who is signed in, for pages: name, role and the preferences he chose. */
export async function signedInPerson(
  read: Queries,
  personId: string,
): Promise<{ person: App.SignedInPerson; locale: Row['locale']; theme: Row['theme'] } | null> {
  const row = await read.get<Row>(PERSON, [personId]);
  if (!row) return null;
  const { locale, theme, mustChangePassword, ...person } = row;
  return { person: { ...person, mustChangePassword: mustChangePassword === 1 }, locale, theme };
}
