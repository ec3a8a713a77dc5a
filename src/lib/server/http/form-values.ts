import { cleanInput } from '#lib/contract/clean-input.ts';

/**
 * A form as the plain object that a command's schema describes. Text is all a form knows, so a field's name says more:
 * `n:capacity` a number (empty: null), `b:archived` a flag (absent: left out), `s:teamId` text of which empty means null,
 * `teamIds[]` a list, `n:warnHours[]` a list of numbers, `j:stages` JSON. Anything else is text as it came.
 */
export function formValues(data: FormData): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, value] of data) {
    if (typeof value !== 'string' || name.startsWith('_')) continue;
    const { kind, key, list } = parseName(name);
    const read = readers[kind](value);
    if (list) ((values[key] ??= []) as unknown[]).push(read);
    else values[key] = read;
  }
  return cleanInput(values) as Record<string, unknown>;
}

type Kind = 'text' | 'n' | 'b' | 's' | 'j';

const readers: Record<Kind, (value: string) => unknown> = {
  text: (value) => value,
  s: (value) => (value.trim() === '' ? null : value),
  n: (value) => (value.trim() === '' ? null : Number(value)),
  b: (value) => value === 'on' || value === 'true',
  j: (value) => {
    try {
      return JSON.parse(value) as unknown;
    } catch {
      return undefined;
    }
  },
};

function parseName(name: string): { kind: Kind; key: string; list: boolean } {
  const [, prefix, rest, brackets] = /^(?:([nbsj]):)?(.*?)(\[\])?$/.exec(name)!;
  return { kind: (prefix as Kind | undefined) ?? 'text', key: rest ?? name, list: brackets !== undefined };
}
