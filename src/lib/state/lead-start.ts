/** What a lead is opened for: a record of this kind, or the next follow-up. */
export type LeadStart = 'call' | 'wechat' | 'visit' | 'note' | 'next';
