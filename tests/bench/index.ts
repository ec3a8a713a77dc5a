import { board } from './sections/board.ts';
import { crowd } from './sections/crowd.ts';
import { importing } from './sections/import.ts';
import { moves } from './sections/moves.ts';
import { postgres } from './sections/postgres.ts';
import { viewers } from './sections/viewers.ts';
import type { SectionResult } from './sections/section.ts';
import { keep, table, type Figure } from './report.ts';

/** `npm run bench [section…]`: Tideboard beside the smallest thing that could do the job, in one run. */
const sections: Record<string, () => Promise<SectionResult>> = {
  moves,
  viewers,
  postgres,
  board,
  crowd,
  import: importing,
};

async function main(wanted: readonly string[]): Promise<number> {
  const unknown = wanted.filter((name) => !Object.hasOwn(sections, name));
  if (unknown.length > 0) {
    console.error(`There is no section ${unknown.join(', ')}. Choose from: ${Object.keys(sections).join(', ')}`);
    return 2;
  }
  const figures: Figure[] = [];
  const details: Record<string, unknown> = {};
  let failed = 0;
  for (const name of wanted.length > 0 ? wanted : Object.keys(sections)) {
    const began = performance.now();
    process.stdout.write(`${name}: measuring …`);
    try {
      const result = await sections[name]!();
      figures.push(...result.figures);
      details[name] = result.details;
      console.log(` ${Math.round((performance.now() - began) / 1000)} s`);
    } catch (error) {
      failed++;
      console.log(` failed: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  console.log(`\n${table(figures)}\n\nWritten to ${keep(figures, details)}`);
  return failed > 0 ? 1 : 0;
}

process.exitCode = await main(process.argv.slice(2));
