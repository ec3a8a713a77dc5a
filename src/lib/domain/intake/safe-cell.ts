/** What a spreadsheet takes for the beginning of a formula, in any width, behind spaces or a line break too. */
const FORMULA = /^[\s\p{Cf}\p{Cc}]*[=+\-@|＝＋－＠]|^[\t\r\n]/u;
/** A phone number or an amount begins like one and is harmless: digits only, no brackets that would multiply. */
const NUMBER = /^[+-]?\d[\d .,-]*$/;

/** A cell of a CSV that a person downloads: a text that would be run as a formula is marked as text. */
export const safeCell = (text: string): string => (FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text);

/** The same cell as it was before: a file of failed rows is mended and imported again. */
export const withoutMark = (text: string): string =>
  text.startsWith("'") && safeCell(text.slice(1)) === text ? text.slice(1) : text;
