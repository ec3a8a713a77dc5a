import { getCountries, getCountryCallingCode } from 'libphonenumber-js/min';
import type { Locale } from '#lib/paraglide/runtime.js';

export interface Choice {
  value: string;
  label: string;
  detail?: string;
  search?: string;
}

/** Names come from the browser's own tables (CLDR), in the reader's language. */
export function zoneChoices(present: string): Choice[] {
  const zones = new Set([present, ...Intl.supportedValuesOf('timeZone')]);
  return [...zones].map((value) => ({ value, label: value.replaceAll('_', ' ') }));
}

export function countryChoices(locale: Locale): Choice[] {
  const names = new Intl.DisplayNames(locale, { type: 'region' });
  return getCountries()
    .map((value) => ({
      value,
      label: names.of(value) ?? value,
      detail: `+${getCountryCallingCode(value)}`,
      search: value,
    }))
    .sort((a, b) => a.label.localeCompare(b.label, locale));
}

export function currencyChoices(locale: Locale): Choice[] {
  const names = new Intl.DisplayNames(locale, { type: 'currency' });
  return Intl.supportedValuesOf('currency').map((value) => ({ value, label: value, detail: names.of(value) ?? '' }));
}
