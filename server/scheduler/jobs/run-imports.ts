import { runImport } from '#lib/server/intake/run-import.ts';
import type { Job } from '../job.ts';

const NEXT = `select id, created_at as "at" from imports where state in ('ready', 'running') order by created_at, id limit 1`;

/** Imports run one after another, on one node each, and go on where they stood after a restart. */
export function runImports(): Job {
  return {
    name: 'run-import',
    nextDue: async (context) => {
      const next = await context.db.read.get<{ id: string; at: number }>(NEXT);
      return next ? { at: next.at, key: next.id } : null;
    },
    run: async (context, { key, stopped }) => {
      await runImport(context, key!, stopped);
      const row = await context.db.read.get<Record<string, number>>(
        'select total, created, updated, skipped, failed from imports where id = ?',
        [key!],
      );
      return row ?? {};
    },
  };
}
