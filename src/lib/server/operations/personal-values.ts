import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { Queries } from '../db/database.ts';

export interface PersonalValues {
  /** Every value as it is stored: for fields that hold exactly one of them. */
  exact: ReadonlySet<string>;
  /** Phones, addresses and ids in a form in which they can be looked for inside other text (`squeeze`). */
  needles: readonly string[];
}

const IDENTITIES = 'select kind, value, raw from identities where customer_id = ?';
const PERSONAL = 'select name, company, region, remark from customer_personal where customer_id = ?';
/** A shorter text is found in everybody's rows. */
const SHORTEST_NEEDLE = 6;

/** What is known of a person, so that it can be found where no lead id says that it is his. */
export async function personalValues(read: Queries, customerId: string): Promise<PersonalValues> {
  const personal = await read.get<Record<string, string | null>>(PERSONAL, [customerId]);
  const identities = await read.all<{ kind: string; value: string; raw: string }>(IDENTITIES, [customerId]);
  const exact = new Set(Object.values(personal ?? {}).filter((value): value is string => Boolean(value)));
  const needles = new Set<string>();
  for (const { kind, value, raw } of identities) {
    for (const text of [value, raw, ...(kind === 'phone' ? nationalNumber(value) : [])]) {
      exact.add(text);
      if (squeeze(text).length >= SHORTEST_NEEDLE) needles.add(squeeze(text));
    }
  }
  return { exact, needles: [...needles] };
}

/** Lower case, without what people put between digits: `+86 138-0013 8000` and `8613800138000` then look alike. */
export const squeeze = (text: string): string => text.toLowerCase().replaceAll(/[\s\-().+]/g, '');

const nationalNumber = (e164: string): string[] => {
  const parsed = parsePhoneNumberFromString(e164);
  return parsed ? [parsed.nationalNumber] : [];
};

/** The same JSON without strings that are exactly one of the values. */
export function withoutValues(json: string, exact: ReadonlySet<string>): string {
  return JSON.stringify(JSON.parse(json), (_key, value: unknown) =>
    typeof value === 'string' && exact.has(value) ? '' : value,
  );
}
