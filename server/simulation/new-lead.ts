import type { CreateLead } from '#lib/contract/board/commands.ts';
import type { Chance } from './chance.ts';
import type { Floor, SimulatedBoard } from './floor.ts';
import { channels, type ChannelPlan, type ProductPlan } from './floor-plan.ts';
import { identitiesOf, persona, type Language } from './names.ts';

/** Somebody who asks: what is typed in when he arrives, and how likely he is to buy. */
export interface Arrival {
  board: SimulatedBoard;
  language: Language;
  channel: ChannelPlan;
  product: ProductPlan;
  input: Omit<Partial<CreateLead>, 'ownerId'>;
  /** Moves the odds of every step (log odds). */
  fit: number;
  expectedMinor: number;
}

const tags: Record<Language, readonly string[]> = {
  zh: ['周末有空', '二年级', '四年级', '有基础', '价格敏感', '正在对比', '近期决定', '团报', '老学员家庭', '只加微信'],
  en: ['decision maker', 'budget approved', 'comparing', 'renewal', 'price sensitive', 'this quarter', 'remote team'],
};
const remarks: Record<Language, readonly string[]> = {
  zh: [
    '从广告留资，想先了解价格。',
    '朋友推荐来的，孩子学过一点 Scratch。',
    '希望离家近的校区。',
    '公司想给新人做培训。',
  ],
  en: [
    'Asked for pricing on the form.',
    'Met at the trade fair.',
    'Wants to train the data team.',
    'Referred by a client.',
  ],
};

/**
 * @param number counts the customers of the floor
 * @param fair whether it comes while a trade fair is on
 */
export function arrival(floor: Floor, number: number, chance: Chance, fair = false): Arrival {
  const { courses, enterprise } = floor.boards;
  const board = !fair && chance.is(enterprise.plan.share) ? enterprise : courses;
  const language: Language = board === enterprise || chance.is(fair ? 0.03 : 0.18) ? 'en' : 'zh';
  const usual = chance.weighted(channels, ({ share }) => share[language])!;
  const channel = fair && chance.is(0.7) ? (channels.find((each) => each.fair) ?? usual) : usual;
  const company = board.key === 'enterprise' || chance.is(language === 'en' ? 0.45 : 0.12);
  const person = persona(language, company, chance);
  const wanted = board.plan.products.filter(({ buyer }) => buyer === person.kind);
  const product = chance.weighted(wanted, ({ weight }) => weight) ?? board.plan.products[0]!;
  const expectedMinor = amount(product, chance);
  const intent = chance.weighted([0, 1, 2, 3] as const, (level) => [0.2, 0.34, 0.32, 0.14][level]!)!;
  return {
    board,
    language,
    channel,
    product,
    expectedMinor,
    fit: channel.quality + (intent - 1.4) * 0.12 + chance.bell() * 0.25,
    input: {
      boardId: board.id,
      name: person.name,
      kind: company ? 'company' : 'person',
      company: person.company === person.name ? null : person.company,
      region: person.region,
      remark: chance.is(0.25) ? chance.pick(remarks[language]) : null,
      identities: identitiesOf(language, number, chance),
      productId: board.productIds.get(product.name) ?? null,
      channelId: floor.channelIds.get(channel.name) ?? null,
      expectedMinor,
      intent,
      tags: [...new Set([chance.pick(tags[language]), chance.pick(tags[language])])].slice(0, chance.whole(0, 2)),
    },
  };
}

/** Companies buy for a number of people, families a package; both end in round figures. */
function amount({ priceMinor, buyer }: ProductPlan, chance: Chance): number {
  if (buyer === 'company') return round(priceMinor * Math.exp(chance.bell() * 0.55), 100_000);
  return round(priceMinor * chance.pick([0.8, 1, 1, 1, 1.2, 1.5]), 10_000);
}

export const round = (minor: number, to: number): number => Math.max(to, Math.round(minor / to) * to);
