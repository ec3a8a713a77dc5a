import { z } from 'zod';
import type { Queries, Tx } from '../db/database.ts';

/** What the admin sets for the whole installation. */
export const workspaceSettingsSchema = z.object({
  name: z.string().trim().min(1).max(80).default('Tideboard'),
  /** IANA zone: the workspace's day (P2, M1). */
  zone: z.string().default('Asia/Shanghai'),
  locale: z.enum(['zh-CN', 'en']).default('zh-CN'),
  /** ISO country for phone numbers without a prefix (D1). */
  phoneRegion: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .default('CN'),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .default('CNY'),
});
export type WorkspaceSettings = z.infer<typeof workspaceSettingsSchema>;

const KEY = 'workspace';

export async function workspaceSettings(read: Queries): Promise<WorkspaceSettings> {
  const row = await read.get<{ value: string }>('select value from settings where key = ?', [KEY]);
  return workspaceSettingsSchema.parse(row ? JSON.parse(row.value) : {});
}

export async function saveWorkspaceSettings(tx: Tx, settings: WorkspaceSettings): Promise<void> {
  await tx.run(
    'insert into settings (key, value) values (?, ?) on conflict (key) do update set value = excluded.value',
    [KEY, JSON.stringify(settings)],
  );
}
