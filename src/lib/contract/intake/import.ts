import { z } from 'zod';
import { importFields, type ImportMapping, type MappingProblem } from '#lib/domain/intake/mapping.ts';
import { dateFormats } from '#lib/domain/intake/dates.ts';
import type { MappingQuestion } from '#lib/domain/intake/propose-mapping.ts';
import type { RowProblem, RowValues } from '#lib/domain/intake/read-row.ts';

const text = z.string().max(400);
const fields = z.partialRecord(z.enum(importFields), text);

/** The same in the page and in `import … --map MAP.json`. */
export const importMappingSchema = z.object({
  columns: z
    .array(
      z.object({
        column: text,
        field: z.enum(importFields),
        stage: text.optional(),
        format: z.enum(dateFormats).optional(),
        decimal: z.enum(['.', ',']).optional(),
        values: z.record(text, text).optional(),
      }),
    )
    .max(200),
  constants: fields.optional(),
  defaults: fields.optional(),
  nameFrom: z.array(z.enum(importFields)).max(20).optional(),
}) satisfies z.ZodType<ImportMapping>;

export const importOptionsSchema = z.object({
  mapping: importMappingSchema,
  /** A row whose phone, e-mail, WeChat id or external id is known on this board. */
  duplicates: z.enum(['skip', 'update', 'create']).default('skip'),
  /** `company`: rows with the same company share one customer. */
  customers: z.enum(['person', 'company']).default('person'),
  /** Ownership clocks start at the import, so that nothing is recycled on the first night, or at the given dates (D7). */
  clock: z.enum(['import', 'given']).default('import'),
});
export type ImportOptions = z.infer<typeof importOptionsSchema>;

/** Why a row was not taken; the page and the file of failed rows put it into words. */
export type ImportRowReason =
  | RowProblem
  | { column: null; field: 'stage'; problem: 'unknown_stage' | 'closed_without_stage' }
  | { column: null; field: 'externalId' | 'phone' | 'email' | 'wechat'; problem: 'duplicate' };

/** Why taking an import back leaves a lead as it is: somebody has worked it since. */
export const keptReasons = ['moved', 'followed_up', 'owner_changed', 'edited'] as const;
export type KeptReason = (typeof keptReasons)[number];

export interface UndoneImport {
  removed: number;
  /** Leads that the import had updated and that are as before. */
  restored: number;
  /** Leads that stay as they are, by what was last done with them. */
  kept: Partial<Record<KeptReason, number>>;
}

export interface ImportProgress {
  id: string;
  boardId: string;
  fileName: string;
  state: 'ready' | 'running' | 'finished' | 'failed' | 'undoing' | 'undone';
  total: number;
  done: number;
  created: number;
  updated: number;
  skipped: number;
  failed: number;
  createdAt: number;
  startedAt: number | null;
  finishedAt: number | null;
  undoneAt: number | null;
  personId: string | null;
}

/** An import as its page shows it to one reader. */
export interface ImportEntry extends ImportProgress {
  /** Whether he may take it back, and have the rows that failed. */
  mayUndo: boolean;
  /** Of the leads it made, how many are gone already; only while it is being taken back. */
  takenBack: number | null;
  /** What taking it back did. */
  undone: UndoneImport | null;
}

/** What an import would do, before any of it is done. */
export interface ImportPreview {
  headers: string[];
  total: number;
  mapping: ImportMapping;
  questions: MappingQuestion[];
  unmapped: string[];
  problems: MappingProblem[];
  rows: { line: number; cells: string[]; values: RowValues; reasons: ImportRowReason[] }[];
  /** Of the rows tried: how many could not be taken, and the first of them. */
  tried: number;
  failing: number;
  failures: { line: number; reasons: ImportRowReason[] }[];
  /** How many of the rows tried have which problem, the most frequent first. */
  tally: { reason: ImportRowReason; rows: number }[];
  /** People that the file names as owners and nobody knows. */
  unknownOwners: string[];
}
