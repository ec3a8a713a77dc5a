/**
 * Dates and times as people say them. All functions are pure: instant, now, locale and time zone are arguments.
 * Chinese gets no typed spaces between digits and words: `text-autospace` draws them.
 */
import { m } from '#lib/paraglide/messages.js';
import type { Locale } from '#lib/paraglide/runtime.js';
import { zoned, type Zoned } from './zoned.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const WEEKDAYS = {
  'zh-CN': ['周日', '周一', '周二', '周三', '周四', '周五', '周六'],
  en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
} as const satisfies Record<Locale, readonly string[]>;

const two = (value: number) => String(value).padStart(2, '0');

/** 14:00 */
export function clockTime(at: number, timeZone: string): string {
  const { hour, minute } = zoned(at, timeZone);
  return `${two(hour)}:${two(minute)}`;
}

function weekdayOf(date: Zoned, locale: Locale): string {
  return WEEKDAYS[locale][(((date.dayNumber + 4) % 7) + 7) % 7]!;
}

export function weekday(at: number, locale: Locale, timeZone: string): string {
  return weekdayOf(zoned(at, timeZone), locale);
}

function dateOf(date: Zoned, now: Zoned, locale: Locale): string {
  const otherYear = date.year !== now.year;
  if (locale === 'zh-CN') return `${otherYear ? `${date.year}年` : ''}${date.month}月${date.day}日`;
  return `${date.day} ${MONTHS[date.month - 1]}${otherYear ? ` ${date.year}` : ''}`;
}

/** 9月15日, 15 Sep; with the year when it is not this one. */
export function date(at: number, now: number, locale: Locale, timeZone: string): string {
  return dateOf(zoned(at, timeZone), zoned(now, timeZone), locale);
}

/** 9/20: for the narrowest places, a pill on a card. */
export function shortDate(at: number, timeZone: string): string {
  const { month, day } = zoned(at, timeZone);
  return `${month}/${day}`;
}

/** 9月16日 周三 18:00, Wed 16 Sep 18:00: what a tooltip or a screen reader says. */
export function dateTime(at: number, now: number, locale: Locale, timeZone: string): string {
  const then = zoned(at, timeZone);
  const day = dateOf(then, zoned(now, timeZone), locale);
  const time = `${two(then.hour)}:${two(then.minute)}`;
  const name = weekdayOf(then, locale);
  return locale === 'zh-CN' ? `${day} ${name} ${time}` : `${name} ${day} ${time}`;
}

/** A text date (`YYYY-MM-DD`, no time): 9月26日, 26 Sep. */
export function plainDate(text: string, now: number, locale: Locale, timeZone: string): string {
  const [year = 0, month = 1, day = 1] = text.split('-').map(Number);
  const dayNumber = Math.round(Date.UTC(year, month - 1, day) / DAY);
  return dateOf({ year, month, day, hour: 0, minute: 0, dayNumber }, zoned(now, timeZone), locale);
}

/** 今天 14:00, 昨天 18:20, 周四 19:00 (within the next six days), 9月26日 10:00. */
export function dayTime(at: number, now: number, locale: Locale, timeZone: string): string {
  const then = zoned(at, timeZone);
  const today = zoned(now, timeZone);
  const time = `${two(then.hour)}:${two(then.minute)}`;
  const days = then.dayNumber - today.dayNumber;
  if (days === 0) return m.shell_time_today({ time }, { locale });
  if (days === 1) return m.shell_time_tomorrow({ time }, { locale });
  if (days === -1) return m.shell_time_yesterday({ time }, { locale });
  if (days > 1 && days < 7) return `${weekdayOf(then, locale)} ${time}`;
  return `${dateOf(then, today, locale)} ${time}`;
}

/** 刚刚, 3分钟前, 2小时前, then as dayTime: for what has happened. */
export function ago(at: number, now: number, locale: Locale, timeZone: string): string {
  const past = now - at;
  if (past < MINUTE) return m.shell_time_just_now({}, { locale });
  if (past < HOUR) return m.shell_time_minutes_ago({ n: Math.floor(past / MINUTE) }, { locale });
  if (zoned(at, timeZone).dayNumber === zoned(now, timeZone).dayNumber)
    return m.shell_time_hours_ago({ n: Math.floor(past / HOUR) }, { locale });
  return dayTime(at, now, locale, timeZone);
}

export type FollowUpUrgency = 'later' | 'today' | 'now' | 'late';

export interface FollowUpText {
  text: string;
  urgency: FollowUpUrgency;
}

/** The next follow-up on a card. Due within five minutes either way is *now*; compact leaves out what the day makes plain. */
export function followUp(at: number, now: number, locale: Locale, timeZone: string, compact = false): FollowUpText {
  const late = now - at;
  if (Math.abs(late) <= 5 * MINUTE) return { text: m.shell_time_now({}, { locale }), urgency: 'now' };
  if (late > 0) {
    const text =
      late < HOUR
        ? m.shell_late_minutes({ n: Math.floor(late / MINUTE) }, { locale })
        : late < DAY
          ? m.shell_late_hours({ n: Math.floor(late / HOUR) }, { locale })
          : m.shell_late_days({ n: Math.floor(late / DAY) }, { locale });
    return { text, urgency: 'late' };
  }
  const then = zoned(at, timeZone);
  const days = then.dayNumber - zoned(now, timeZone).dayNumber;
  const urgency = days === 0 ? 'today' : 'later';
  if (!compact) return { text: dayTime(at, now, locale, timeZone), urgency };
  if (days === 0) return { text: `${two(then.hour)}:${two(then.minute)}`, urgency };
  if (days < 7) return { text: weekdayOf(then, locale), urgency };
  return { text: shortDate(at, timeZone), urgency };
}
