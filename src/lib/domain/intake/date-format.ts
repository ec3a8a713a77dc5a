import { isBlank } from './cell.ts';
import { dateFormats, parseDate, type DateFormat } from './dates.ts';

export interface FittingFormat {
  format: DateFormat;
  /** Samples that it reads. */
  fits: number;
}

/**
 * What the samples of a column say about its format. `ambiguous`: days and months may be exchanged in every sample, so a
 * person has to say; it is never guessed. `misfits`: samples that the chosen format cannot read (indices), to be shown.
 */
export type DetectedFormat =
  | { kind: 'found'; format: DateFormat; fits: number; of: number; misfits: number[] }
  | { kind: 'ambiguous'; candidates: FittingFormat[]; of: number }
  | { kind: 'none'; of: number };

/** Days and months exchanged: the only pairs of formats that read the same text as different days. */
const rivals: readonly (readonly [DateFormat, DateFormat])[] = [
  ['dd-mm-yyyy', 'mm-dd-yyyy'],
  ['dd-mm-yy', 'mm-dd-yy'],
];
/** A column that is mostly something else has no date format. */
const LEAST_SHARE = 0.5;

/**
 * Finds the format of a column. The one that reads most samples wins; of two that exchange day and month, the one that
 * reads more (some day is above 12); when both read the same number, neither. Give it whole columns where they are at
 * hand: one day above 12 in row 5,000 decides.
 */
export function detectDateFormat(samples: Iterable<string>): DetectedFormat {
  const texts = [...samples];
  const filled = texts.map((text, index) => ({ text, index })).filter(({ text }) => !isBlank(text));
  const of = filled.length;
  if (of === 0) return { kind: 'none', of };
  // Formats differ in which days exist, never by zone.
  const reads = (format: DateFormat, text: string) => 'at' in parseDate(text, format, 'UTC');
  const fitting = dateFormats
    .map((format) => ({ format, fits: filled.filter(({ text }) => reads(format, text)).length }))
    .sort((a, b) => b.fits - a.fits);
  const best = fitting[0]!;
  if (best.fits < of * LEAST_SHARE) return { kind: 'none', of };
  const rival = rivals.find((pair) => pair.includes(best.format))?.find((format) => format !== best.format);
  const other = fitting.find(({ format }) => format === rival);
  if (other && other.fits === best.fits) return { kind: 'ambiguous', candidates: [best, other], of };
  const misfits = filled.filter(({ text }) => !reads(best.format, text)).map(({ index }) => index);
  return { kind: 'found', format: best.format, fits: best.fits, of, misfits };
}
