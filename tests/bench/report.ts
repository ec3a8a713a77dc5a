import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';

/** One figure beside its bare counterpart and the target of the issue. */
export interface Figure {
  section: string;
  what: string;
  unit: string;
  value: number;
  /** The bare part's figure in the same run; null where there is none. */
  bare: number | null;
  /** What is to be reached, and whether it was; null: shown for the reader. */
  target: { text: string; reached: boolean } | null;
}

/** `floor` and `ceiling` say which side of a number is good. */
export const atLeast = (value: number, floor: number, text = `≥ ${shown(floor)}`) => ({
  text,
  reached: value >= floor,
});
export const atMost = (value: number, ceiling: number, text = `≤ ${shown(ceiling)}`) => ({
  text,
  reached: value <= ceiling,
});

export const shown = (value: number): string =>
  Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));

export function table(figures: readonly Figure[]): string {
  const rows = figures.map(({ section, what, unit, value, bare, target }) => [
    section,
    what,
    `${shown(value)} ${unit}`.trim(),
    bare === null ? '' : `${shown(bare)} ${unit}`.trim(),
    bare === null || bare === 0 ? '' : `${Math.round((value / bare) * 100)} %`,
    target === null ? '' : `${target.text} ${target.reached ? '✓' : '✗'}`,
  ]);
  const all = [['section', 'figure', 'Tideboard', 'bare', 'ratio', 'target'], ...rows];
  const widths = all[0]!.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  return all
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Keeps the figures with what they were measured on. Answers the file. */
export function keep(figures: readonly Figure[], details: Record<string, unknown>): string {
  const folder = 'bench-results';
  mkdirSync(folder, { recursive: true });
  const at = new Date();
  const file = join(folder, `${at.toISOString().replaceAll(':', '-').slice(0, 19)}.json`);
  const machine = { node: process.version, processors: cpus().length, model: cpus()[0]?.model, load: loadavg() };
  writeFileSync(file, JSON.stringify({ at: at.toISOString(), machine, figures, details }, null, 2));
  return file;
}
