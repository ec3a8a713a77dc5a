import { createContext } from 'svelte';
import type { Locale } from '#lib/paraglide/runtime.js';
import * as moneyText from './money.ts';
import * as whenText from './when.ts';

/** The pure functions of this folder with one reader's language, the workspace's zone and its currency filled in. */
export class Formats {
  readonly locale: Locale;
  readonly timeZone: string;
  readonly homeCurrency: string;

  constructor(reader: { locale: Locale; timeZone: string; homeCurrency: string }) {
    this.locale = reader.locale;
    this.timeZone = reader.timeZone;
    this.homeCurrency = reader.homeCurrency;
  }

  money(amountMinor: number, currency: string = this.homeCurrency): string {
    return moneyText.money(amountMinor, currency, this.locale, this);
  }
  exactMoney(amountMinor: number, currency: string = this.homeCurrency): string {
    return moneyText.exactMoney(amountMinor, currency, this.locale, this);
  }
  count(value: number): string {
    return moneyText.count(value, this.locale);
  }
  clockTime(at: number): string {
    return whenText.clockTime(at, this.timeZone);
  }
  shortDate(at: number): string {
    return whenText.shortDate(at, this.timeZone);
  }
  date(at: number, now: number): string {
    return whenText.date(at, now, this.locale, this.timeZone);
  }
  plainDate(text: string, now: number): string {
    return whenText.plainDate(text, now, this.locale, this.timeZone);
  }
  dateTime(at: number, now: number): string {
    return whenText.dateTime(at, now, this.locale, this.timeZone);
  }
  dayTime(at: number, now: number): string {
    return whenText.dayTime(at, now, this.locale, this.timeZone);
  }
  ago(at: number, now: number): string {
    return whenText.ago(at, now, this.locale, this.timeZone);
  }
  followUp(at: number, now: number, compact = false): whenText.FollowUpText {
    return whenText.followUp(at, now, this.locale, this.timeZone, compact);
  }
}

/** Set once in the root layout. */
export const [getFormats, setFormats] = createContext<Formats>();
