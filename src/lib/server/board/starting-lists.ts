import type { stageKinds } from '#lib/contract/access/boards.ts';

/**
 * What a new board and a new workspace begin with. Data and not messages: it is written into the workspace once, in the
 * language of the person who makes it, and renamed by him from then on.
 */
interface StartingLists {
  stages: readonly { name: string; kind: (typeof stageKinds)[number]; probability: number }[];
  pool: (board: string) => string;
  channels: readonly string[];
  lostReasons: readonly string[];
}

export const startingLists: Record<'zh-CN' | 'en', StartingLists> = {
  'zh-CN': {
    stages: [
      { name: '新线索', kind: 'open', probability: 5 },
      { name: '已联系', kind: 'open', probability: 15 },
      { name: '已邀约', kind: 'open', probability: 30 },
      { name: '已到访', kind: 'open', probability: 50 },
      { name: '方案报价', kind: 'open', probability: 70 },
      { name: '成交', kind: 'won', probability: 100 },
      { name: '流失', kind: 'lost', probability: 0 },
    ],
    pool: (board) => `${board}公海`,
    channels: ['搜索广告', '信息流', '官网表单', '转介绍', '线下活动', '导入'],
    lostReasons: ['价格', '选择了竞品', '时机不合适', '联系不上', '需求不符'],
  },
  en: {
    stages: [
      { name: 'New', kind: 'open', probability: 5 },
      { name: 'Contacted', kind: 'open', probability: 15 },
      { name: 'Invited', kind: 'open', probability: 30 },
      { name: 'Visited', kind: 'open', probability: 50 },
      { name: 'Proposal', kind: 'open', probability: 70 },
      { name: 'Won', kind: 'won', probability: 100 },
      { name: 'Lost', kind: 'lost', probability: 0 },
    ],
    pool: (board) => `${board} pool`,
    channels: ['Search ads', 'Feed ads', 'Website form', 'Referral', 'Event', 'Import'],
    lostReasons: ['Price', 'Chose a competitor', 'Bad timing', 'Cannot be reached', 'No fit'],
  },
};
