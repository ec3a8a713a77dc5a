import Papa from 'papaparse';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PersonActor } from '#lib/domain/access/actor.ts';
import { findLeads } from '#lib/server/board/lead-row.ts';
import { failedRowsFile, importProgress } from '#lib/server/intake/import-view.ts';
import { MOST_BYTES, readTable } from '#lib/server/intake/read-file.ts';
import { POST as start } from '../../../src/routes/api/imports/+server.ts';
import { POST as preview } from '../../../src/routes/api/imports/preview/+server.ts';
import { aFloor, type Floor } from '../../support/a-floor.ts';
import { testContext, type TestContext } from '../../support/test-context.ts';
import { anImport, HEADERS, plainMapping, tableOf } from './an-import.ts';

let test: TestContext;
let floor: Floor;
beforeEach(async () => {
  test = await testContext();
  floor = await aFloor(test.context);
});
afterEach(() => test.close());

type Door = (event: never) => Response | Promise<Response>;
const bytes = (text: string) => new TextEncoder().encode(text);
const CSV = 'name,phone,stage,owner,amount,created\nA,13800000001,New,,,';

async function send(door: Door, actor: PersonActor, request: Request) {
  const event = { request, url: new URL(request.url), locals: { context: test.context, actor, locale: 'en' } };
  const response = await door(event as never);
  const body = (await response.json()) as { error?: { code: string; details: Record<string, unknown> } };
  return { status: response.status, code: body.error?.code, details: body.error?.details };
}
function upload(file: Uint8Array | string, fields: Record<string, string> = {}): Request {
  const form = new FormData();
  form.set('file', new File([typeof file === 'string' ? file : new Uint8Array(file)], 'leads.csv'));
  for (const [name, value] of Object.entries({ boardId: floor.boardId, ...fields })) form.set(name, value);
  return new Request('http://localhost/api/imports', { method: 'POST', body: form });
}

describe('the door for files', () => {
  it('asks whether this person may import before it reads a byte of the file', async () => {
    for (const door of [start, preview]) {
      let read = false;
      const body = new ReadableStream(
        {
          pull(controller) {
            read = true;
            controller.enqueue(bytes('x'));
            controller.close();
          },
        },
        { highWaterMark: 0 },
      );
      const request = new Request('http://localhost/', { method: 'POST', body, duplex: 'half' } as RequestInit);
      expect(await send(door, floor.east.reps[0]!, request)).toMatchObject({ status: 403, code: 'not_allowed' });
      expect(read).toBe(false);
    }
  });

  it.each([
    ['options that are no JSON', { options: '{"mapping":' }, 'options'],
    ['options that are no object', { options: '[]' }, 'options'],
    ['options without a mapping', { options: '{}' }, 'options'],
    ['no options', {}, 'options'],
    ['a mapping to an unknown field', { options: '{"mapping":{"columns":[{"column":"a","field":"x"}]}}' }, 'options'],
  ])('answers 400 to %s', async (_what, fields, field) => {
    const answer = await send(start, floor.admin, upload(CSV, fields));
    expect(answer).toMatchObject({ status: 400, code: 'invalid_input', details: { field } });
  });

  it.each(['{', 'null', '{"columns":7}', '{"columns":[{}]}'])('answers 400 to the mapping %s', async (mapping) => {
    const answer = await send(preview, floor.admin, upload(CSV, { mapping }));
    expect(answer).toMatchObject({ status: 400, code: 'invalid_input', details: { field: 'mapping' } });
  });

  it('answers 400 to a broken form, to none and to one without a file', async () => {
    const broken = (type: string, body: string) =>
      new Request('http://localhost/', { method: 'POST', body, headers: { 'content-type': type } });
    for (const request of [
      broken('multipart/form-data; boundary=x', '--x\r\nContent-Disposition: form-data; name="file"'),
      broken('multipart/form-data', 'abc'),
      broken('application/json', '{}'),
      broken('application/x-www-form-urlencoded', 'boardId=1'),
      new Request('http://localhost/', { method: 'POST' }),
    ]) {
      expect(await send(start, floor.admin, request)).toMatchObject({ status: 400, code: 'invalid_input' });
    }
  });

  it('turns a file that is too large away, said or unsaid, without reading it to its end', async () => {
    const said = new Request('http://localhost/', {
      method: 'POST',
      body: 'x',
      headers: { 'content-length': '200000000', 'content-type': 'multipart/form-data; boundary=x' },
    });
    const tooLarge = { code: 'not_a_table', details: { reason: 'too_large' } };
    expect(await send(start, floor.admin, said)).toMatchObject(tooLarge);
    let sent = 0;
    const part = new Uint8Array(1_000_000);
    const body = new ReadableStream({
      pull(controller) {
        sent += part.byteLength;
        controller.enqueue(part);
        if (sent >= 200_000_000) controller.close();
      },
    });
    const headers = { 'content-type': 'multipart/form-data; boundary=x' };
    const unsaid = new Request('http://localhost/', { method: 'POST', body, headers, duplex: 'half' } as RequestInit);
    expect(await send(start, floor.admin, unsaid)).toMatchObject(tooLarge);
    expect(sent).toBeLessThan(MOST_BYTES + 10_000_000);
  });

  it('says what is wrong with what is no table', async () => {
    const reasonOf = async (file: Uint8Array | string) => {
      const { code, details } = await send(preview, floor.admin, upload(file));
      return code === 'not_a_table' ? details?.['reason'] : code;
    };
    expect(await reasonOf('')).toBe('empty');
    expect(await reasonOf('\n\n  \n')).toBe('empty');
    expect(await reasonOf('name,phone\n')).toBe('no_rows');
    expect(await reasonOf(new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 1, 2]))).toBe('binary');
    expect(await reasonOf(new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]))).toBe('spreadsheet');
    expect(await reasonOf('name,phone\n"A,1\nB,2\nC,3\n')).toBe('open_quote');
    expect(await reasonOf('<!doctype html><html><body>Sign in</body></html>')).toBe('web_page');
  });

  it('reads UTF-16 with and without its mark, tabs, and names repeated columns apart', async () => {
    const text = 'name\tphone\tphone\nA\t1\t2\n';
    const utf16 = (mark: number[], swap: boolean) => {
      const body = [...text].flatMap((char) => {
        const code = char.charCodeAt(0);
        return swap ? [code >> 8, code & 255] : [code & 255, code >> 8];
      });
      return new Uint8Array([...mark, ...body]);
    };
    const expected = { headers: ['name', 'phone', 'phone (2)'], rows: [['A', '1', '2']] };
    for (const file of [
      utf16([0xff, 0xfe], false),
      utf16([0xfe, 0xff], true),
      utf16([], false),
      utf16([], true),
      bytes(text),
    ]) {
      expect(await readTable(file)).toEqual(expected);
    }
    expect((await tableOf('a;b;;\n1;2;;\n')).headers).toEqual(['a', 'b']);
    expect((await tableOf('a,,a,A\n1,2,3,4\n')).headers).toEqual(['a', '', 'a (2)', 'A (3)']);
  });
});

describe('the file of rows that failed', () => {
  const failing = () =>
    anImport(test.context, floor, `=cmd|x!A1,name,phone\nx,=HYPERLINK("x"),12`, {
      mapping: {
        columns: [
          { column: 'name', field: 'name' },
          { column: 'phone', field: 'phone' },
        ],
      },
    });
  const fileFor = (actor: PersonActor, id: string) =>
    failedRowsFile(test.context, actor, id, ({ column, problem }) => `${column}: ${problem}`, 'why');

  it('[C1] is for whoever imported it and admins: other managers of the board only see how far it is', async () => {
    const id = await failing();
    await expect(fileFor(floor.east.manager, id)).rejects.toMatchObject({ code: 'not_allowed' });
    expect(await importProgress(test.context, floor.east.manager, id)).toMatchObject({ failed: 1, mayUndo: false });
    expect(await importProgress(test.context, floor.admin, id)).toMatchObject({ mayUndo: true });
    await expect(importProgress(test.context, floor.east.reps[0]!, id)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('holds nothing that a spreadsheet would run, in headers and reasons neither', async () => {
    const { data } = Papa.parse<string[]>((await fileFor(floor.admin, await failing())).slice(1), {
      skipEmptyLines: true,
    });
    expect(data).toEqual([
      ["'=cmd|x!A1", 'name', 'phone', 'why'],
      ['x', `'=HYPERLINK("x")`, '12', 'phone: not_a_phone'],
    ]);
  });

  it('can be imported again after mending: the marks are no part of what is read', async () => {
    const id = await anImport(test.context, floor, `${HEADERS}\n'=D(),'+86 138 0000 0001,New,,,`, {
      mapping: plainMapping,
    });
    expect(await importProgress(test.context, floor.admin, id)).toMatchObject({ created: 1, failed: 0 });
    expect(await findLeads(test.context.db.read, 'l.import_id = ?', [id])).toMatchObject([{ name: '=D()' }]);
  });
});
