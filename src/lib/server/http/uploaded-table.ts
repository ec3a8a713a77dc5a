import { invalidInput } from '#lib/domain/errors.ts';
import { MOST_BYTES, notATable, readTable, type TableFile } from '../intake/read-file.ts';

interface Upload {
  table: TableFile;
  fileName: string;
  boardId: string;
  form: FormData;
}

/** A table sent as the form field `file`, with the board it is for. */
export async function uploadedTable(request: Request): Promise<Upload> {
  if (Number(request.headers.get('content-length') ?? 0) > MOST_BYTES + 1_000_000) throw notATable('too_large');
  const form = await request.formData().catch(() => {
    throw invalidInput('file', 'malformed');
  });
  const file = form.get('file');
  const boardId = form.get('boardId');
  if (!(file instanceof File) || typeof boardId !== 'string') throw invalidInput('file', 'missing');
  return { table: await readTable(new Uint8Array(await file.arrayBuffer())), fileName: file.name, boardId, form };
}
