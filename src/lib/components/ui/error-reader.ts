import { createContext } from 'svelte';
import type { ErrorReader } from '#lib/format/error-text.ts';

/** Who reads the refusals of this part of the site: set by the layout, a function because names and time change. */
export const [getErrorReader, setErrorReader] = createContext<() => ErrorReader>();
