import type { PersonActor } from '#lib/domain/access/actor.ts';
import type { Context } from '#lib/server/context/context.ts';

declare global {
  namespace App {
    interface Locals {
      context: Context;
      /** Null before sign-in. */
      actor: PersonActor | null;
      person: SignedInPerson | null;
      locale: 'zh-CN' | 'en';
      theme: 'light' | 'dark' | 'auto';
    }
    interface SignedInPerson {
      id: string;
      name: string;
      email: string | null;
      role: 'admin' | 'manager' | 'rep';
      mustChangePassword: boolean;
    }
    interface Error {
      message: string;
      /** What the person tells the admin; in the log beside the cause. */
      errorId?: string;
      code?: string;
    }
  }
}

export {};
