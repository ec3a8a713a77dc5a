import type { ImportProgress } from '#lib/contract/intake/import.ts';
import { RealData, type RealServer } from '../../support/real-server.ts';
import { bareImport } from '../bare/import-rows.ts';
import { benchFloor } from '../bench-floor.ts';
import { LoadGenerator } from '../load/load.ts';
import { atLeast, atMost } from '../report.ts';
import { serverSettings, type SectionResult } from './section.ts';

const ROWS = 20_000;
const MOVES_PER_SECOND = 50;
const CALM_SECONDS = 5;
const FINISHED_WITHIN_MS = 120_000;

/** A file of 20,000 rows, a tenth of them duplicates of the board or of each other, while people go on moving cards. */
export async function importing(): Promise<SectionResult> {
  const data = await RealData.make('sqlite');
  const ends: (() => unknown)[] = [() => data.remove()];
  try {
    const [board] = await data.use((context) =>
      benchFloor(context, { boards: 1, leadsPerBoard: 2_000, moversPerBoard: 16, viewersPerBoard: 20, viewKeys: 20 }),
    );
    const csv = fileOf(ROWS);
    const server = await data.start({ env: serverSettings });
    ends.push(() => server.stop());
    const generator = await LoadGenerator.connect({ url: server.url, speaks: 'tideboard', boards: [board!] });
    ends.push(() => generator.close());

    const calm = await generator.run({ kind: 'steady', perSecond: MOVES_PER_SECOND, seconds: CALM_SECONDS });
    const meanwhile = generator.run({ kind: 'steady', perSecond: MOVES_PER_SECOND, seconds: null });
    // Should the import fail, its own error is the one to hear of.
    meanwhile.catch(() => {});
    const began = performance.now();
    const progress = await importFile(server, board!.movers[0]!, board!.boardId, csv);
    const wholeMs = performance.now() - began;
    generator.stop();
    const busy = await meanwhile;
    if (busy.refused > 0) throw new Error(`${busy.refused} moves were refused during the import`);

    const bare = bareImport(
      csv,
      Array.from({ length: 2_000 }, (_, i) => boardPhone(i)),
    );
    const rate = (progress.done * 1000) / (progress.finishedAt! - progress.startedAt!);
    const section = 'import';
    return {
      figures: [
        { section, what: 'rows, duplicates checked', unit: 'rows/s', value: rate, bare, target: atLeast(rate, 3_000) },
        {
          section,
          what: `answer of a move meanwhile, p99 (bare: without import)`,
          unit: 'ms',
          value: busy.answer.p99,
          bare: calm.answer.p99,
          target: atMost(busy.answer.p99, 250),
        },
      ],
      details: { calm, busy, wholeMs, progress },
    };
  } finally {
    for (const end of ends.reverse()) await end();
  }
}

async function importFile(server: RealServer, cookie: string, boardId: string, csv: string): Promise<ImportProgress> {
  const form = new FormData();
  form.set('file', new File([csv], 'leads.csv', { type: 'text/csv' }));
  form.set('boardId', boardId);
  form.set('options', JSON.stringify({ mapping: { columns }, duplicates: 'skip' }));
  const origin = server.url;
  const started = await server.fetch('/api/imports', { method: 'POST', body: form, cookie, headers: { origin } });
  if (!started.ok) throw new Error(`the import was refused: ${await started.text()}`);
  const { importId } = (await started.json()) as { importId: string };
  const until = performance.now() + FINISHED_WITHIN_MS;
  while (performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    const answer = await server.fetch(`/api/imports/${importId}`, { cookie });
    const { progress } = (await answer.json()) as { progress: ImportProgress };
    if (progress.state === 'failed') throw new Error('the import failed');
    if (progress.state !== 'finished') continue;
    if (progress.created !== ROWS * 0.9 || progress.skipped !== ROWS * 0.1) {
      throw new Error(`${progress.created} rows were created and ${progress.skipped} skipped`);
    }
    return progress;
  }
  throw new Error(`the import was not finished in ${FINISHED_WITHIN_MS} ms`);
}

const columns = [
  { column: 'Name', field: 'name' },
  { column: 'Phone', field: 'phone' },
  { column: 'E-mail', field: 'email' },
  { column: 'Stage', field: 'stage' },
  { column: 'Amount', field: 'expected' },
  { column: 'Arrived', field: 'arrivedAt', format: 'yyyy-mm-dd' },
  { column: 'Channel', field: 'channel' },
];

/** Every twentieth row is somebody on the board already, every other twentieth the row ten before it. */
function fileOf(rows: number): string {
  const lines = [columns.map(({ column }) => column).join(',')];
  for (let i = 0; i < rows; i++) {
    const number = i % 20 === 10 ? i - 10 + 1 : i;
    const phone = i % 20 === 5 ? boardPhone(i % 2_000) : `+86139${String(10_000_000 + number)}`;
    const stage = ['New', 'Contacted', 'Visit', 'Offer'][i % 4]!;
    const day = `2026-${String((i % 12) + 1).padStart(2, '0')}-${String((i % 28) + 1).padStart(2, '0')}`;
    lines.push(
      `王小明${i},${phone},person${number}@example.com,${stage},${(i % 900) * 100},${day},${['展会', '搜索', '转介绍'][i % 3]!}`,
    );
  }
  return lines.join('\n');
}

const boardPhone = (i: number) => `+86138${String(10_000_000 + i)}`;
