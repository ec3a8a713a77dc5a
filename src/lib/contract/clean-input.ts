/** Deeper than anything that a command takes; the schema refuses the rest as it stands. */
const DEEPEST = 24;

/**
 * Input as every schema may trust it: PostgreSQL takes no U+0000 in a text, and half a surrogate pair is written as one
 * thing by a database and as another by JSON. Nobody types either; pasted text brings them, and the rest of it is meant.
 */
export function cleanInput(input: unknown, depth = 0): unknown {
  if (typeof input === 'string') return cleanText(input);
  if (typeof input !== 'object' || input === null || depth > DEEPEST) return input;
  if (Array.isArray(input)) return input.map((item) => cleanInput(item, depth + 1));
  if (Object.getPrototypeOf(input) !== Object.prototype) return input;
  return Object.fromEntries(
    Object.entries(input).map(([key, value]) => [cleanText(key), cleanInput(value, depth + 1)]),
  );
}

export const cleanText = (text: string): string => {
  const whole = text.isWellFormed() ? text : text.toWellFormed();
  return whole.includes('\0') ? whole.replaceAll('\0', '') : whole;
};
