import type { Chance } from './chance.ts';
import type { Language } from './names.ts';

/** What reps note down, by how far the lead has come. */
export type Phase = 'first' | 'need' | 'booked' | 'offer';

const talk: Record<Language, Record<Phase, readonly string[]>> = {
  zh: {
    first: [
      '孩子二年级，没接触过编程，想先了解课程安排。',
      '孩子上过 Scratch，想周末上课；顾虑是接送时间。',
      '接通，方便时段是晚上八点以后，已加微信。',
      '主要问价格，先发了课程介绍。',
      '公司想给新员工做一次数据培训，约 30 人。',
    ],
    need: [
      '确认了需求：每周一次，离家近的校区优先。',
      '爸爸也想一起听，等两人商量时间。',
      '预算在一万五以内，倾向一年的课包。',
      '正在和另一家机构对比，看重师资。',
      '需要先过一遍内部流程，人事会再确认人数。',
    ],
    booked: [
      '愿意来体验课，已发定位和注意事项。',
      '约好到校区看一看，孩子有点期待。',
      '演示时间已定，对方会有三个人参加。',
    ],
    offer: [
      '方案已发，觉得两年的更划算，再想一想。',
      '问能不能分期，已说明政策。',
      '对价格有异议，申请了活动名额。',
      '合同条款基本确认，等盖章。',
      '领导已同意，走付款流程。',
    ],
  },
  en: {
    first: [
      'Good first call: six analysts, mixed levels.',
      'Asked for pricing; sent the overview first.',
      'Wants evening classes, starting next month.',
      'Prefers e-mail; will loop in the team lead.',
    ],
    need: [
      'Need is clear: SQL and dashboards for 20 people.',
      'Comparing us with one other provider, decides in two weeks.',
      'Budget holder joins the next call.',
      'Asked for two references in the same industry.',
    ],
    booked: [
      'Demo agreed, three people will join.',
      'Invite sent for the trial session.',
      'They want to see the exercises live.',
    ],
    offer: [
      'Proposal sent; legal is reading it.',
      'Asked for a 10 % discount on the annual plan.',
      'Purchase order expected this week.',
      'Happy with the scope, waiting for a signature.',
    ],
  },
};
const visits: Record<Language, { arrived: readonly string[]; missed: readonly string[] }> = {
  zh: {
    arrived: [
      '试听顺利，孩子很投入，家长问了班型。',
      '到访，看了教室和作品，愿意听方案。',
      '演示结束，对练习平台印象好。',
    ],
    missed: ['没有来，说孩子临时有事。', '未到访，电话没有接。'],
  },
  en: {
    arrived: ['Demo went well, they asked about roll-out.', 'Trial session done; good questions.'],
    missed: ['Did not join; asked to reschedule.', 'No-show, wrote an e-mail.'],
  },
};
const silent: Record<Language, readonly string[]> = {
  zh: ['未接，晚点再打。', '响了很久没人接，已发短信。', '正在开会，挂断了。'],
  en: ['No answer, left a voicemail.', 'Went to voicemail, will try again.'],
};

/** Two of three contacts get a note. */
const sometimes = (lines: readonly string[], chance: Chance): string | null =>
  chance.is(0.66) ? chance.pick(lines) : null;

export const talkNote = (language: Language, phase: Phase, chance: Chance) => sometimes(talk[language][phase], chance);
export const visitNote = (language: Language, arrived: boolean, chance: Chance): string =>
  chance.pick(visits[language][arrived ? 'arrived' : 'missed']);
export const silentNote = (language: Language, chance: Chance) =>
  chance.is(0.3) ? chance.pick(silent[language]) : null;

const reasons = {
  release: {
    zh: ['手上太多，跟不过来。', '更适合英文同事跟。', '客户希望换一位顾问。'],
    en: ['Too many open leads right now.', 'Better handled in Chinese.'],
  },
  transfer: {
    zh: ['我下周休假，请继续跟。', '客户在你的片区，转给你。', '企业客户，你更熟。'],
    en: ['On leave next week, please take over.', 'In your territory.'],
  },
  take: {
    zh: ['负荷不均，调整一下。', '客户投诉响应慢。'],
    en: ['Balancing the load.', 'Customer asked for a faster reply.'],
  },
  protect: { zh: ['合同已在走流程。', '重点客户，锁定到签约。'], en: ['Contract is being signed.', 'Key account.'] },
} as const;

export const reasonFor = (what: keyof typeof reasons, language: Language, chance: Chance): string =>
  chance.pick<string>(reasons[what][language]);
