import type { z } from 'zod';
import { cleanInput, cleanText } from '#lib/contract/clean-input.ts';
import { invalidInput } from '#lib/domain/errors.ts';
import { MOST_BYTES, notATable, readTable, type TableFile } from '../intake/read-file.ts';

interface Upload {
  table: TableFile;
  fileName: string;
  boardId: string;
  form: FormData;
}

/** What stands around the file in a form. */
const AROUND = 1_000_000;

/**
 * A table sent as the form field `file`, with the board it is for. Nothing is read before the caller has asked whether this
 * person may import, and no more than a file may have.
 */
export async function uploadedTable(request: Request): Promise<Upload> {
  const form = await formOf(request);
  const file = form.get('file');
  const boardId = form.get('boardId');
  if (!(file instanceof File)) throw invalidInput('file', 'missing');
  if (typeof boardId !== 'string' || boardId === '') throw invalidInput('boardId', 'missing');
  const table = await readTable(new Uint8Array(await file.arrayBuffer()));
  return { table, fileName: cleanText(file.name), boardId: cleanText(boardId), form };
}

async function formOf(request: Request): Promise<FormData> {
  if (Number(request.headers.get('content-length') ?? 0) > MOST_BYTES + AROUND) throw notATable('too_large');
  const { body, headers } = request;
  let bytes = 0;
  // Whoever sends in chunks says no length: it is counted as it comes.
  const counted = body?.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        bytes += chunk.byteLength;
        if (bytes > MOST_BYTES + AROUND) controller.error(notATable('too_large'));
        else controller.enqueue(chunk);
      },
    }),
  );
  try {
    const type = headers.get('content-type') ?? '';
    return await new Response(counted ?? null, { headers: { 'content-type': type } }).formData();
  } catch (error) {
    if (bytes > MOST_BYTES + AROUND || isTooLong(error)) throw notATable('too_large');
    throw invalidInput('file', 'malformed');
  }
}

/** adapter-node cuts a body at BODY_SIZE_LIMIT with an error of SvelteKit's. */
const isTooLong = (error: unknown): boolean => (error as { status?: number } | null)?.status === 413;

/** A form field that holds JSON; undefined when there is none. */
export function jsonField<T extends z.ZodType>(form: FormData, name: string, schema: T): z.output<T> | undefined {
  const text = form.get(name);
  if (text === null) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(typeof text === 'string' ? text : '');
  } catch {
    throw invalidInput(name, 'malformed');
  }
  const parsed = schema.safeParse(cleanInput(value));
  if (!parsed.success) throw invalidInput(name, parsed.error.issues[0]?.path.join('.') || 'invalid');
  return parsed.data;
}
