import type { Language } from './names.ts';
import type { Shift } from './working-hours.ts';

/** The sample sales floor as it is set up. Data and not messages: names of people, stages and products of one workspace. */
export const ZONE = 'Asia/Shanghai';
/** Everybody's in the sample, printed at the start: the demo is for looking around and holds nobody's data. */
export const DEMO_PASSWORD = 'tide comes in';

export type TeamKey = 'east' | 'abroad';
export type BoardKey = 'courses' | 'enterprise';

export const workspace = { name: '潮汐教育', zone: ZONE, locale: 'zh-CN', phoneRegion: 'CN', currency: 'CNY' } as const;

export const teams: Record<TeamKey, { name: string; region: string; repsSee: 'own' | 'team' }> = {
  east: { name: '华东一组', region: '华东', repsSee: 'team' },
  abroad: { name: '国际组', region: 'EMEA + Americas', repsSee: 'team' },
};

export const admin = { name: '顾然', email: 'admin@example.com', locale: 'zh-CN' } as const;

export const managers = [
  { name: '林岚', email: 'manager@example.com', team: 'east', locale: 'zh-CN' },
  { name: 'Helen Brooks', email: 'helen.brooks@example.com', team: 'abroad', locale: 'en' },
] as const;

export interface RepPlan {
  name: string;
  email: string;
  team: TeamKey;
  locale: 'zh-CN' | 'en';
  languages: readonly Language[];
  /** How much better than the average: moves the odds of every step (log odds). */
  skill: number;
  /** How often a planned contact is let slip. */
  slips: number;
  /** How fast new leads are called, in minutes of work. */
  firstCallMinutes: number;
  shift: Shift;
  /** Share of the time that had passed when he joined. */
  joined: number;
}

const day: Shift = { from: 9, until: 19, saturdays: true };
const week: Shift = { from: 9, until: 18.5, saturdays: false };
const late: Shift = { from: 10, until: 20.5, saturdays: true };

const rep = (
  [name, mailbox]: [string, string],
  team: TeamKey,
  languages: readonly Language[],
  [skill, slips, firstCallMinutes]: [number, number, number],
  shift: Shift,
  joined = 0,
): RepPlan => ({
  name,
  email: `${mailbox}@example.com`,
  team,
  locale: languages[0] === 'en' ? 'en' : 'zh-CN',
  languages,
  skill,
  slips,
  firstCallMinutes,
  shift,
  joined,
});

/** The first is the one whose sign-in is printed; nobody simulates him while people look around. */
export const reps: readonly RepPlan[] = [
  rep(['张伟', 'rep'], 'east', ['zh', 'en'], [0.1, 0.1, 18], day),
  rep(['李娜', 'li.na'], 'east', ['zh'], [0.28, 0.06, 9], day),
  rep(['王磊', 'wang.lei'], 'east', ['zh'], [0.05, 0.12, 25], late),
  rep(['陈静', 'chen.jing'], 'east', ['zh'], [0.16, 0.08, 14], day),
  rep(['刘洋', 'liu.yang'], 'east', ['zh'], [-0.22, 0.22, 70], late),
  rep(['赵敏', 'zhao.min'], 'east', ['zh'], [0.02, 0.14, 30], day),
  rep(['孙浩', 'sun.hao'], 'east', ['zh'], [-0.12, 0.18, 45], late, 0.45),
  rep(['Emily Carter', 'emily.carter'], 'abroad', ['en'], [0.2, 0.07, 20], week),
  rep(['Daniel Osei', 'daniel.osei'], 'abroad', ['en'], [-0.05, 0.15, 50], week),
  rep(['Priya Nair', 'priya.nair'], 'abroad', ['en'], [0.12, 0.1, 25], week, 0.25),
  rep(['吴婷', 'wu.ting'], 'abroad', ['zh', 'en'], [0.06, 0.11, 20], day),
  rep(['黄强', 'huang.qiang'], 'abroad', ['zh', 'en'], [-0.1, 0.16, 40], day, 0.6),
];
/** Began in the other team and moved at this share of the time: figures keep crediting the team of each close (M9). */
export const moved = { email: 'wu.ting@example.com', from: 'east', at: 0.62 } as const;

export interface ChannelPlan {
  name: string;
  /** Share of the leads, by language. */
  share: Record<Language, number>;
  /** How much better its leads are than the average (log odds of every step). */
  quality: number;
  /** Most of its leads come on the few weekends of a fair. */
  fair?: boolean;
  /** Entered by the rep himself. */
  ownFind?: boolean;
}

export const channels: readonly ChannelPlan[] = [
  { name: '抖音信息流', share: { zh: 0.31, en: 0 }, quality: -0.3 },
  { name: '百度搜索', share: { zh: 0.2, en: 0 }, quality: 0.03 },
  { name: '小红书', share: { zh: 0.14, en: 0.02 }, quality: -0.02 },
  { name: '官网表单', share: { zh: 0.12, en: 0.22 }, quality: 0.22 },
  { name: '老客户转介绍', share: { zh: 0.13, en: 0.12 }, quality: 0.5, ownFind: true },
  { name: '家博会', share: { zh: 0.02, en: 0.01 }, quality: -0.25, fair: true },
  { name: 'Google Ads', share: { zh: 0, en: 0.36 }, quality: -0.05 },
  { name: 'LinkedIn', share: { zh: 0, en: 0.26 }, quality: 0.06, ownFind: true },
];

export const lostReasons = ['价格', '选择了竞品', '时机不合适', '联系不上', '需求不符', '预算被砍'] as const;
export type LostReason = (typeof lostReasons)[number];

export interface ProductPlan {
  name: string;
  series: string;
  priceMinor: number;
  /** For whom it is. */
  buyer: 'parent' | 'grown-up' | 'company';
  /** How often it is asked for. */
  weight: number;
}

export interface BoardPlan {
  name: string;
  currency: string;
  teams: 'everyone' | TeamKey;
  /** Share of all leads. */
  share: number;
  stages: readonly { name: string; kind: 'open' | 'won' | 'lost'; probability: number }[];
  /** For each open stage the share of its leads that go on when worked by an average rep. */
  goOn: readonly number[];
  /** Index of the open stage in which an appointment is booked. */
  bookedStage: number;
  pool: { name: string; idleDays: number; warnHours: number[]; holdingLimit: number; dailyClaims: number };
  products: readonly ProductPlan[];
}

export const boards: Record<BoardKey, BoardPlan> = {
  courses: {
    name: '课程销售',
    currency: 'CNY',
    teams: 'everyone',
    share: 0.89,
    stages: [
      { name: '新线索', kind: 'open', probability: 5 },
      { name: '首次沟通', kind: 'open', probability: 12 },
      { name: '需求确认', kind: 'open', probability: 22 },
      { name: '试听·演示', kind: 'open', probability: 35 },
      { name: '方案报价', kind: 'open', probability: 55 },
      { name: '商务谈判', kind: 'open', probability: 75 },
      { name: '成交', kind: 'won', probability: 100 },
      { name: '流失', kind: 'lost', probability: 0 },
    ],
    goOn: [0.6, 0.55, 0.61, 0.53, 0.66, 0.74],
    bookedStage: 3,
    pool: { name: '课程公海', idleDays: 10, warnHours: [72, 24], holdingLimit: 60, dailyClaims: 10 },
    products: [
      { name: '少儿编程', series: '编程', priceMinor: 1_280_000, buyer: 'parent', weight: 5 },
      { name: '少儿编程 两年', series: '编程', priceMinor: 2_280_000, buyer: 'parent', weight: 2 },
      { name: '机器人课', series: '机器人', priceMinor: 1_560_000, buyer: 'parent', weight: 3 },
      { name: '暑期班', series: '短期', priceMinor: 698_000, buyer: 'parent', weight: 2 },
      { name: '成人数据课', series: '数据', priceMinor: 980_000, buyer: 'grown-up', weight: 3 },
      { name: 'Data Skills', series: '数据', priceMinor: 2_240_000, buyer: 'grown-up', weight: 2 },
      { name: '企业内训', series: '企业', priceMinor: 9_600_000, buyer: 'company', weight: 3 },
    ],
  },
  enterprise: {
    name: 'Enterprise',
    currency: 'USD',
    teams: 'abroad',
    share: 0.11,
    stages: [
      { name: 'New', kind: 'open', probability: 5 },
      { name: 'Qualified', kind: 'open', probability: 20 },
      { name: 'Demo', kind: 'open', probability: 40 },
      { name: 'Proposal', kind: 'open', probability: 60 },
      { name: 'Negotiation', kind: 'open', probability: 80 },
      { name: 'Won', kind: 'won', probability: 100 },
      { name: 'Lost', kind: 'lost', probability: 0 },
    ],
    goOn: [0.56, 0.55, 0.58, 0.58, 0.7],
    bookedStage: 2,
    pool: { name: 'Enterprise pool', idleDays: 14, warnHours: [96, 24], holdingLimit: 40, dailyClaims: 5 },
    products: [
      { name: 'Team licence', series: 'Data Skills', priceMinor: 1_800_000, buyer: 'company', weight: 4 },
      { name: 'Analytics Academy', series: 'Data Skills', priceMinor: 4_200_000, buyer: 'company', weight: 2 },
      { name: 'On-site workshop', series: 'Training', priceMinor: 950_000, buyer: 'company', weight: 3 },
    ],
  },
};
export const GRACE_HOURS = 12;
export const COOL_DOWN_HOURS = 72;
