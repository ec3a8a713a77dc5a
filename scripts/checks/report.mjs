import { elapsed } from '../starter/say.mjs';

/** @typedef {{ name: string, passed: number, failed: number, skipped: number, notes: string[], ms: number }} Row */

/**
 * The table at the end of a run; its last line is read by machines.
 *
 * @param {Row[]} rows
 * @param {number} totalMs
 */
export function summary(rows, totalMs) {
  const line = (/** @type {string[]} */ [name = '', passed = '', failed = '', skipped = '', time = '', notes = '']) =>
    `${name.padEnd(22)}${passed.padStart(7)}${failed.padStart(8)}${skipped.padStart(9)}${time.padStart(12)}  ${notes}`.trimEnd();
  const passed = rows.reduce((sum, row) => sum + row.passed, 0);
  const failed = rows.reduce((sum, row) => sum + row.failed, 0);
  const skipped = rows.reduce((sum, row) => sum + row.skipped, 0);
  return [
    line(['stage', 'passed', 'failed', 'skipped', 'time']),
    ...rows.map((row) =>
      line([row.name, `${row.passed}`, `${row.failed}`, `${row.skipped}`, elapsed(row.ms), row.notes.join('; ')]),
    ),
    line(['all', `${passed}`, `${failed}`, `${skipped}`, elapsed(totalMs)]),
    '',
    `${passed} passed, ${failed} failed`,
  ].join('\n');
}

/** Live lines for stages that may run side by side: one rewritten line on a terminal, begin and end lines in a log. */
export function stageLines() {
  const terminal = process.stderr.isTTY;
  /** @type {Map<string, number>} */
  const running = new Map();
  const now = () => [...running].map(([name, since]) => `${name} ${elapsed(Date.now() - since)}`).join(', ');
  const erase = () => terminal && process.stderr.write('\r\x1b[2K');
  const timer = setInterval(
    () => {
      if (running.size === 0) return;
      erase();
      process.stderr.write(`· ${now()}${terminal ? '' : '\n'}`);
    },
    terminal ? 200 : 30_000,
  );
  return {
    /** @param {string} name */
    begin(name) {
      running.set(name, Date.now());
      if (!terminal) process.stdout.write(`▸ ${name}\n`);
    },
    /** @param {Row & { output: string }} row */
    end(row) {
      running.delete(row.name);
      erase();
      if (row.failed > 0 && row.output.trim() !== '') {
        process.stdout.write(`\n──── ${row.name} ────\n${row.output.trim()}\n────\n\n`);
      }
      const counts = `${row.passed} passed${row.failed > 0 ? `, ${row.failed} failed` : ''}`;
      const notes = row.notes.length > 0 ? `  (${row.notes.join('; ')})` : '';
      process.stdout.write(`${row.failed > 0 ? '✗' : '✓'} ${row.name}  ${counts}  ${elapsed(row.ms)}${notes}\n`);
    },
    close() {
      erase();
      clearInterval(timer);
    },
  };
}
