/** The waterline behind the heads of the columns: y of each column's level in a box 24 high, the fullest on top. */
const TOP = 3;
const DEPTH = 18;
const BOTTOM = 24;

export function tidePaths(counts: readonly number[]): { water: string; line: string } {
  if (counts.length === 0) return { water: '', line: '' };
  const most = Math.max(1, ...counts);
  const level = (count: number) => round(TOP + (1 - count / most) * DEPTH);
  const width = 100 / counts.length;
  const points = counts.map((count, i) => ({ x: round((i + 0.5) * width), y: level(count) }));
  let line = `M0 ${points[0]!.y} L${points[0]!.x} ${points[0]!.y}`;
  for (const [i, { x, y }] of points.entries()) {
    if (i === 0) continue;
    const before = points[i - 1]!;
    const middle = round((before.x + x) / 2);
    line += ` C${middle} ${before.y} ${middle} ${y} ${x} ${y}`;
  }
  line += ` L100 ${points.at(-1)!.y}`;
  return { line, water: `${line} L100 ${BOTTOM} L0 ${BOTTOM} Z` };
}

const round = (value: number) => Math.round(value * 10) / 10;
