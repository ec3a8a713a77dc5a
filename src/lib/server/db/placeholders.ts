/** Replaces each `?` of an SQL text, counted from 1; those inside quotes are text. */
export function replacePlaceholders(sql: string, by: (number: number) => string): string {
  let count = 0;
  return sql.replace(/'[^']*'|\?/g, (part) => (part === '?' ? by(++count) : part));
}
