import { m } from '#lib/paraglide/messages.js';

/** What is wrong at one field, as the server says it (server/http/refusals.ts). */
export interface FieldProblem {
  code: 'required' | 'too_short' | 'too_long' | 'too_small' | 'too_big' | 'email' | 'zone' | 'invalid';
  limit?: number;
}

export function problemText({ code, limit = 0 }: FieldProblem): string {
  switch (code) {
    case 'required':
      return m.access_problem_required();
    case 'too_short':
      return m.access_problem_too_short({ limit });
    case 'too_long':
      return m.access_problem_too_long({ limit });
    case 'too_small':
      return m.access_problem_too_small({ limit });
    case 'too_big':
      return m.access_problem_too_big({ limit });
    case 'email':
      return m.access_problem_email();
    case 'zone':
      return m.access_problem_zone();
    case 'invalid':
      return m.access_problem_invalid();
  }
}
