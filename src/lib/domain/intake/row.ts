import type { DateProblem } from './dates.ts';
import type { IdentityKind, IdentityProblem } from './identity.ts';
import type { ImportField } from './mapping.ts';
import type { MoneyProblem } from './money.ts';

export interface RowIdentity {
  kind: IdentityKind;
  value: string;
  raw: string;
}

/** A row of a file, read. Names of stages, people and so on are still text: looking them up needs the database. */
export interface RowValues {
  externalId: string | null;
  name: string | null;
  company: string | null;
  region: string | null;
  remark: string | null;
  stage: string | null;
  owner: string | null;
  team: string | null;
  channel: string | null;
  campaign: string | null;
  product: string | null;
  lostReason: string | null;
  currency: string | null;
  identities: RowIdentity[];
  expectedMinor: number | null;
  wonMinor: number | null;
  intent: 0 | 1 | 2 | 3;
  tags: string[];
  /** Instants; null: unknown (D7). */
  arrivedAt: number | null;
  closedAt: number | null;
  nextAt: number | null;
  stageAt: [stage: string, at: number][];
}

export interface RowProblem {
  /** Null when it concerns the row as a whole or a constant. */
  column: string | null;
  field: ImportField;
  problem:
    | Exclude<DateProblem | MoneyProblem | IdentityProblem, 'empty'>
    | 'not_an_intent'
    | 'not_a_currency'
    | 'too_long'
    | 'no_name';
}

export interface ReadRow {
  values: RowValues;
  problems: RowProblem[];
}

export function emptyRow(): RowValues {
  return {
    externalId: null,
    name: null,
    company: null,
    region: null,
    remark: null,
    stage: null,
    owner: null,
    team: null,
    channel: null,
    campaign: null,
    product: null,
    lostReason: null,
    currency: null,
    identities: [],
    expectedMinor: null,
    wonMinor: null,
    intent: 0,
    tags: [],
    arrivedAt: null,
    closedAt: null,
    nextAt: null,
    stageAt: [],
  };
}
