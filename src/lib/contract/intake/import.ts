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
  /** Add stages, products and channels that the file names and the workspace does not have. */
  addMissing: z.boolean().default(true),
});
export type ImportOptions = z.infer<typeof importOptionsSchema>;

/** Why a row was not taken; the page and the file of failed rows put it into words. */
export type ImportRowReason =
  | RowProblem
  | { column: null; field: 'stage'; problem: 'unknown_stage' | 'closed_without_stage' }
  | { column: null; field: 'externalId' | 'phone' | 'email' | 'wechat'; problem: 'duplicate' };

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
  /** People that the file names as owners and nobody knows. */
  unknownOwners: string[];
}
