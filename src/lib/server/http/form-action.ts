import type { ActionFailure, RequestEvent } from '@sveltejs/kit';
import type { z } from 'zod';
import type { Actor } from '#lib/domain/access/actor.ts';
import type { Context } from '../context/context.ts';
import { actorOf } from './actor-of.ts';
import { failFields, failForm, type FormRefusal } from './refusals.ts';
import { formValues } from './form-values.ts';

export interface FormDone<T> {
  form: string | null;
  done: T;
}

type Answer<T> = Promise<FormDone<T> | ActionFailure<FormRefusal>>;

/**
 * A form action that runs one command: reads the form, checks it with the command's schema, calls the command, and
 * answers `{ form, done }` or what is wrong at which field. `form` tells a page's forms apart (its `_form` field).
 */
export function formAction<Schema extends z.ZodType, T>(
  schema: Schema,
  run: (context: Context, actor: Actor, input: z.output<Schema>, event: RequestEvent) => Promise<T> | T,
): (event: RequestEvent) => Answer<T> {
  return visitorAction(schema, (context, input, event) => run(context, actorOf(event), input, event));
}

/** The same where nobody is signed in yet. */
export function visitorAction<Schema extends z.ZodType, T>(
  schema: Schema,
  run: (context: Context, input: z.output<Schema>, event: RequestEvent) => Promise<T> | T,
): (event: RequestEvent) => Answer<T> {
  return async (event) => {
    const { context } = event.locals;
    const data = await event.request.formData();
    const name = data.get('_form');
    const form = typeof name === 'string' ? name : null;
    const parsed = schema.safeParse(formValues(data), { reportInput: true });
    if (!parsed.success) return failFields(parsed.error, form);
    try {
      return { form, done: await run(context, parsed.data, event) };
    } catch (error) {
      return failForm(context, error, form);
    }
  };
}
