import type { ImportOptions, ImportPreview } from '#lib/contract/intake/import.ts';
import type { WireError } from '#lib/contract/protocol.ts';
import { isDateField, type ColumnRule, type ImportField, type ImportMapping } from '#lib/domain/intake/mapping.ts';
import type { MappingQuestion } from '#lib/domain/intake/propose-mapping.ts';

const PREVIEW_AFTER_MS = 350;

/** A refusal from the server, to be put into words by the page. */
export class ImportRefusal extends Error {
  readonly wire: WireError;
  constructor(wire: WireError) {
    super(wire.code);
    this.wire = wire;
  }
}

async function post<T>(path: string, form: FormData): Promise<T> {
  const response = await fetch(path, { method: 'POST', body: form });
  const body = (await response.json().catch(() => null)) as (T & { ok?: false; error?: WireError }) | null;
  if (!response.ok || !body || body.error) {
    throw new ImportRefusal(body?.error ?? { code: response.status === 413 ? 'too_large' : 'unexpected', details: {} });
  }
  return body;
}

/** One file on its way in: what the columns mean, how it is to be imported, and what the server makes of that. */
export class ImportDraft {
  readonly file: File;
  readonly boardId: string;
  preview: ImportPreview | null = $state.raw(null);
  /** What the proposal did not know for sure; kept while the person answers. */
  questions: MappingQuestion[] = $state.raw([]);
  mapping: ImportMapping = $state({ columns: [] });
  duplicates: ImportOptions['duplicates'] = $state('skip');
  customers: ImportOptions['customers'] = $state('person');
  clock: ImportOptions['clock'] = $state('import');
  loading = $state(true);
  refusal: WireError | null = $state.raw(null);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  constructor(file: File, boardId: string) {
    this.file = file;
    this.boardId = boardId;
    void this.#load(false);
  }

  get ready(): boolean {
    return this.preview !== null && this.preview.problems.length === 0 && !this.loading;
  }

  ruleOf(column: string): ColumnRule | undefined {
    return this.mapping.columns.find((rule) => rule.column === column);
  }

  setField(column: string, field: ImportField | ''): void {
    const others = this.mapping.columns.filter((rule) => rule.column !== column);
    if (field === '') this.mapping.columns = others;
    else {
      const known = this.ruleOf(column);
      const format = isDateField(field) && known?.format ? { format: known.format } : {};
      this.mapping.columns = [...others, { column, field, ...format }];
    }
    this.#later();
  }

  setFormat(column: string, format: ColumnRule['format']): void {
    this.mapping.columns = this.mapping.columns.map((rule) =>
      rule.column === column && format ? { ...rule, format } : rule,
    );
    this.#later();
  }

  /** Which stage of the board a text of the file means. */
  setValue(column: string, text: string, meaning: string): void {
    this.mapping.columns = this.mapping.columns.map((rule) =>
      rule.column === column ? { ...rule, values: { ...rule.values, [text]: meaning } } : rule,
    );
    this.#later();
  }

  async start(): Promise<string> {
    const form = this.#form();
    const { duplicates, customers, clock } = this;
    form.set('options', JSON.stringify({ mapping: this.mapping, duplicates, customers, clock }));
    return (await post<{ importId: string }>('/api/imports', form)).importId;
  }

  #later(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#load(true), PREVIEW_AFTER_MS);
  }

  #form(): FormData {
    const form = new FormData();
    form.set('file', this.file);
    form.set('boardId', this.boardId);
    return form;
  }

  async #load(mapped: boolean): Promise<void> {
    const asked = ++this.#asked;
    this.loading = true;
    const form = this.#form();
    if (mapped) form.set('mapping', JSON.stringify(this.mapping));
    try {
      const preview = await post<ImportPreview>('/api/imports/preview', form);
      if (asked !== this.#asked) return;
      this.preview = preview;
      this.refusal = null;
      if (!mapped) {
        this.mapping = preview.mapping;
        this.questions = preview.questions;
      }
    } catch (error) {
      if (asked === this.#asked) {
        this.refusal = error instanceof ImportRefusal ? error.wire : { code: 'unreachable', details: {} };
      }
    } finally {
      if (asked === this.#asked) this.loading = false;
    }
  }
}
