import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { importOptionsSchema, keptReasons, type KeptReason } from '#lib/contract/intake/import.ts';
import { systemActor } from '#lib/domain/access/actor.ts';
import { newBoardSchema } from '#lib/contract/access/boards.ts';
import { workspaceSettings } from '#lib/server/access/workspace-settings.ts';
import { createBoard } from '#lib/server/board/create-board.ts';
import type { Context } from '#lib/server/context/context.ts';
import { findImport } from '#lib/server/intake/import-store.ts';
import { readTable } from '#lib/server/intake/read-file.ts';
import { runImport } from '#lib/server/intake/run-import.ts';
import { startImport } from '#lib/server/intake/start-import.ts';
import { undoImport } from '#lib/server/intake/undo-import.ts';
import { Refusal } from '#lib/server/operations/refusal.ts';
import { readArgs, type Cli, type CliCommand } from '../command.ts';

export const command: CliCommand = {
  name: 'import',
  summary: 'Put the rows of a CSV onto a board, with their history.',
  usage: `FILE.csv --board NAME --map MAP.json [--duplicates skip|update|create] [--customers person|company] [--clock import|given] [--create-board STAGES]
       import --undo IMPORT_ID
  MAP.json: { "columns": [{ "column": "Phone", "field": "phone" }, { "column": "Created", "field": "arrivedAt", "format": "yyyy-mm-dd" }] }
  Fields: externalId name company phone email wechat region remark stage owner team channel campaign product expected won
          currency intent tags arrivedAt stageAt closedAt nextAt lostReason
  --create-board "New,Contacted,Won=won,Lost=lost"  make the board with these stages when there is none of that name`,
  async run(cli) {
    const { values, positionals } = readArgs(
      command,
      cli.args,
      {
        board: { type: 'string' },
        map: { type: 'string' },
        duplicates: { type: 'string', default: 'skip' },
        customers: { type: 'string', default: 'person' },
        clock: { type: 'string', default: 'import' },
        'create-board': { type: 'string' },
        undo: { type: 'string' },
      },
      { min: 0, max: 1 },
    );
    const [file] = positionals;
    await cli.withContext(async (context) => {
      if (values.undo) return undo(cli, context, values.undo);
      if (!file || !values.board || !values.map)
        throw new Refusal('A file, --board and --map are needed.', command.usage, 2);
      const options = importOptionsSchema.safeParse({
        mapping: readJson(cli, values.map),
        duplicates: values.duplicates,
        customers: values.customers,
        clock: values.clock,
      });
      if (!options.success) {
        const issue = options.error.issues[0]!;
        throw new Refusal(`The map cannot be used: ${issue.path.join('.')}: ${issue.message}`, command.usage, 2);
      }
      const boardId = await boardNamed(context, values.board, values['create-board'] ?? null);
      const importId = await startImport(context, systemActor('import'), {
        boardId,
        fileName: basename(file),
        table: await readTable(readBytes(cli, file)),
        options: options.data,
      });
      await follow(cli, context, importId);
    });
  },
};

/** In a running server the scheduler takes the import up; without one it runs here. Either way it is watched to its end. */
async function follow(cli: Cli, context: Context, importId: string): Promise<void> {
  const running = cli.server ? Promise.resolve() : runImport(context, importId, () => cli.signal.aborted);
  let ended = false;
  const failed = running.then(
    () => (ended = true),
    (error: unknown) => {
      ended = true;
      throw error;
    },
  );
  for (;;) {
    const {
      state,
      done,
      total,
      created,
      updated,
      skipped,
      failed: refused,
    } = await findImport(context.db.read, importId);
    cli.progress({ label: 'Rows', done, total });
    const over = state === 'finished' || state === 'failed' || (ended && cli.signal.aborted);
    if (over) {
      await failed;
      cli.print(`${created} created, ${updated} updated, ${skipped} skipped, ${refused} failed. Import ${importId}`);
      if (refused > 0) cli.print('The failed rows with their reasons are on the import page.');
      cli.result({ importId, state, total, done, created, updated, skipped, failed: refused });
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

const keptWords: Record<KeptReason, string> = {
  moved: 'moved',
  followed_up: 'followed up',
  owner_changed: 'with another owner',
  edited: 'edited',
};

async function undo(cli: Cli, context: Context, importId: string): Promise<void> {
  const undone = await undoImport(context, systemActor('import'), { importId });
  cli.print(`${undone.removed} leads removed, ${undone.restored} updates put back.`);
  const kept = keptReasons.flatMap((why) => (undone.kept[why] ? [`${undone.kept[why]} ${keptWords[why]}`] : []));
  if (kept.length > 0) cli.print(`Kept, because they were worked since: ${kept.join(', ')}.`);
  cli.result(undone);
}

async function boardNamed(context: Context, name: string, stages: string | null): Promise<string> {
  const rows = await context.db.read.all<{ id: string; name: string }>(
    'select id, name from boards where archived_at is null',
  );
  const known = rows.find((board) => board.name.toLowerCase() === name.toLowerCase());
  if (known) return known.id;
  if (stages === null) {
    const names = rows.map((board) => `“${board.name}”`).join(', ') || 'none';
    throw new Refusal(`There is no board “${name}”. Boards: ${names}.`, 'Name one of them, or add --create-board.', 2);
  }
  const { currency, locale } = await workspaceSettings(context.db.read);
  const input = newBoardSchema.safeParse({
    name,
    currency,
    locale,
    visibility: 'everyone',
    teamIds: [],
    stages: stagesOf(stages),
  });
  if (!input.success)
    throw new Refusal(`The stages cannot be used: ${input.error.issues[0]!.message}`, command.usage, 2);
  return (await createBoard(context, systemActor('import'), input.data)).boardId;
}

/** `New,Contacted,Won=won`: open unless said otherwise; the probability rises evenly over the open ones. */
function stagesOf(text: string) {
  const parts = text.split(',').map((part) => part.split('=').map((word) => word.trim()));
  const open = parts.filter(([, kind]) => !kind || kind === 'open').length;
  let passed = 0;
  return parts.map(([name, kind = 'open']) => ({
    name,
    kind,
    probability: kind === 'won' ? 100 : kind === 'lost' ? 0 : Math.round((++passed / (open + 1)) * 100),
  }));
}

function readJson(cli: Cli, typed: string): unknown {
  try {
    return JSON.parse(readBytes(cli, typed).toString('utf8'));
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal(`${typed} is not JSON: ${(error as Error).message}`, command.usage, 2);
  }
}

function readBytes(cli: Cli, typed: string): Buffer {
  try {
    return readFileSync(cli.path(typed));
  } catch (error) {
    throw new Refusal(`${typed} cannot be read: ${(error as NodeJS.ErrnoException).code}`, 'Check the path.', 2);
  }
}
