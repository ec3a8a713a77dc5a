import type { Card } from '#lib/contract/board/card.ts';

/** What a board shows: kept in the URL, stored as a saved view. Empty lists do not filter. */
export interface BoardFilter {
  teams: readonly string[];
  /** Ids of people; `me` is whoever looks, so that a shared view means the same to everybody. */
  owners: readonly string[];
  channels: readonly string[];
  products: readonly string[];
  tags: readonly string[];
  intents: readonly number[];
  due: 'overdue' | 'today' | null;
  /** The owner loses it soon: the first warning is due. */
  leaving: boolean;
  text: string;
}

export const ME = 'me';
export const noFilter: BoardFilter = {
  teams: [],
  owners: [],
  channels: [],
  products: [],
  tags: [],
  intents: [],
  due: null,
  leaving: false,
  text: '',
};

/** What a filter needs to know beside the card. */
export interface FilterFacts {
  personId: string;
  now: number;
  /** End of the workspace's day. */
  todayUntil: number;
  /** How long before its deadline a lead counts as leaving soon. */
  leavingMs: number;
  /** Leads that the server found for the filter's text (pinyin, phone numbers); null while it is asked. */
  found: ReadonlySet<string> | null;
}

const lists = [
  ['team', 'teams'],
  ['owner', 'owners'],
  ['channel', 'channels'],
  ['product', 'products'],
  ['tag', 'tags'],
] as const;
const FILTER_KEYS = [...lists.map(([key]) => key), 'intent', 'due', 'leaving', 'q'];

export function filterFromUrl(params: URLSearchParams): BoardFilter {
  const filter: { -readonly [K in keyof BoardFilter]: BoardFilter[K] } = { ...noFilter };
  for (const [key, field] of lists) filter[field] = params.getAll(key).filter(Boolean);
  filter.intents = params
    .getAll('intent')
    .map(Number)
    .filter((value) => value >= 0 && value <= 3);
  const due = params.get('due');
  filter.due = due === 'overdue' || due === 'today' ? due : null;
  filter.leaving = params.has('leaving');
  filter.text = params.get('q') ?? '';
  return filter;
}

/** The same address with another filter; everything else in it stays (the open lead). */
export function filterToUrl(filter: BoardFilter, rest?: URLSearchParams): URLSearchParams {
  const params = new URLSearchParams(rest);
  for (const key of FILTER_KEYS) params.delete(key);
  for (const [key, field] of lists) for (const value of filter[field]) params.append(key, value);
  for (const intent of filter.intents) params.append('intent', String(intent));
  if (filter.due) params.set('due', filter.due);
  if (filter.leaving) params.set('leaving', '');
  if (filter.text.trim()) params.set('q', filter.text.trim());
  return params;
}

/** Equal exactly when two filters show the same cards; also the key of a saved view. */
export function filterKey(filter: BoardFilter): string {
  const params = filterToUrl(filter);
  params.sort();
  return params.toString();
}

export const isFiltering = (filter: BoardFilter): boolean => filterKey(filter) !== '';

/** How many conditions are on, for "clear 3 filters". */
export const filterCount = (filter: BoardFilter): number =>
  lists.filter(([, field]) => filter[field].length > 0).length +
  [filter.intents.length > 0, filter.due !== null, filter.leaving, filter.text.trim() !== ''].filter(Boolean).length;

export const isOverdue = (card: Card, now: number): boolean => card.nextAt !== null && card.nextAt < now;

export function isLeaving(card: Card, facts: Pick<FilterFacts, 'now' | 'leavingMs'>): boolean {
  return card.clock === 'running' && card.deadlineAt !== null && card.deadlineAt - facts.now <= facts.leavingMs;
}

/** Builds the test once per filter: it runs for every card. */
export function filterTest(filter: BoardFilter, facts: FilterFacts): ((card: Card) => boolean) | null {
  const tests: ((card: Card) => boolean)[] = [];
  const among = (values: readonly string[], of: (card: Card) => string | null) => {
    if (values.length === 0) return;
    const wanted = new Set(values);
    tests.push((card) => {
      const value = of(card);
      return value !== null && wanted.has(value);
    });
  };
  among(filter.teams, (card) => card.teamId);
  among(
    filter.owners.map((id) => (id === ME ? facts.personId : id)),
    (card) => card.ownerId,
  );
  among(filter.channels, (card) => card.channelId);
  among(filter.products, (card) => card.productId);
  if (filter.tags.length > 0) {
    const wanted = new Set(filter.tags);
    tests.push((card) => card.tags.some((tag) => wanted.has(tag)));
  }
  if (filter.intents.length > 0) tests.push((card) => filter.intents.includes(card.intent));
  if (filter.due === 'overdue') tests.push((card) => isOverdue(card, facts.now));
  if (filter.due === 'today') tests.push((card) => card.nextAt !== null && card.nextAt < facts.todayUntil);
  if (filter.leaving) tests.push((card) => isLeaving(card, facts));
  const words = filter.text.trim().toLocaleLowerCase().split(/\s+/u).filter(Boolean);
  if (words.length > 0) tests.push((card) => (facts.found?.has(card.id) ?? false) || says(card, words));
  if (tests.length === 0) return null;
  return (card) => tests.every((test) => test(card));
}

function says(card: Card, words: readonly string[]): boolean {
  const text = `${card.name} ${card.company ?? ''} ${card.tags.join(' ')}`.toLocaleLowerCase();
  return words.every((word) => text.includes(word));
}
