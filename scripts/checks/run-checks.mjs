import { Stopped, nodeFlags, runInForeground } from '../starter/child.mjs';
import { readOptions } from '../starter/options.mjs';
import { ensureBuilt, ensureInstalled, ensureMessages, tool } from '../starter/prepare.mjs';
import { explain } from '../starter/refusal.mjs';
import { chooseStages } from './choose-stages.mjs';
import { bringUpParts } from './parts.mjs';
import { stageLines, summary } from './report.mjs';
import { generate, stages } from './stages.mjs';

/** @typedef {import('./report.mjs').Row} Row */

/** Stages that only read the tree: two lanes of them finish sooner on two cores. Everything after runs alone. */
const lanes = [['format', 'lint'], ['types']];
const fastStages = 'format,lint,types,unit';

/** @param {string[]} args */
export async function test(args) {
  const { only } = readOptions(args, { command: 'npm test', values: ['only'] });
  return runStages(chooseStages(stages, only));
}

/** @param {string[]} args */
export async function check(args) {
  readOptions(args, { command: 'npm run check' });
  return runStages(chooseStages(stages, fastStages));
}

/** @param {string[]} args */
export async function soak(args) {
  await ensureInstalled();
  await ensureMessages();
  await ensureBuilt();
  const parts = bringUpParts();
  try {
    const env = { TIDEBOARD_TEST_PG: await parts.postgres(), TIDEBOARD_CHROMIUM: await parts.chromium() };
    return await runInForeground(
      process.execPath,
      [...nodeFlags, tool('vitest'), 'run', '--project', 'soak', ...args],
      env,
    );
  } finally {
    await parts.close();
  }
}

/** @param {import('./stages.mjs').Stage[]} chosen */
async function runStages(chosen) {
  const begun = Date.now();
  await ensureInstalled();
  const lines = stageLines();
  const parts = bringUpParts();
  /** @type {Map<string, Row>} */
  const rows = new Map();

  /** @param {import('./stages.mjs').Stage} stage */
  const runStage = async (stage) => {
    const since = Date.now();
    const missing = stage.needs?.find((name) => (rows.get(name)?.failed ?? 0) > 0);
    lines.begin(stage.name);
    const outcome = missing ? notRun(missing) : await stage.run(parts).catch(asOutcome);
    const row = { name: stage.name, ...outcome, ms: Date.now() - since };
    rows.set(stage.name, row);
    lines.end(row);
  };
  const inOrder = async (/** @type {import('./stages.mjs').Stage[]} */ list) => {
    for (const stage of list) await runStage(stage);
  };

  try {
    await runStage({ name: 'generate', run: generateStage });
    const side = await Promise.allSettled(
      lanes.map((names) => inOrder(chosen.filter(({ name }) => names.includes(name)))),
    );
    for (const lane of side) if (lane.status === 'rejected') throw lane.reason;
    await inOrder(chosen.filter(({ name }) => !lanes.flat().includes(name)));
  } finally {
    lines.close();
    await parts.close();
  }

  // Making route types and texts is a step on the way, not a check: it shows only when it fails.
  const shown = ['generate', ...chosen.map(({ name }) => name)]
    .flatMap((name) => rows.get(name) ?? [])
    .filter(({ name, failed }) => name !== 'generate' || failed > 0);
  process.stdout.write(`\n${summary(shown, Date.now() - begun)}\n`);
  return shown.some(({ failed }) => failed > 0) ? 1 : 0;
}

async function generateStage() {
  await generate();
  return { passed: 1, failed: 0, skipped: 0, notes: [], output: '' };
}

/** @param {string} missing */
function notRun(missing) {
  return { passed: 0, failed: 0, skipped: 0, notes: [`not run: ${missing} failed`], output: '' };
}

/** @param {unknown} failure */
function asOutcome(failure) {
  if (failure instanceof Stopped) throw failure;
  return { passed: 0, failed: 1, skipped: 0, notes: [], output: explain(failure).lines.join('\n') };
}
