// `password-reset-post-challenge`: after the link of a forgotten password, before the new one is taken
// (src/contract/password_reset_post_challenge.rs).

import type { Authentication, Client, Connection, Organization, Request, Secrets, Tenant, Transaction } from './common';
import type { Cache, Challenges, Prompt, Redirect } from './parts';
import type { Authorization, Stats, User } from './user';

export interface PasswordResetPostChallengeEvent {
  authentication?: Authentication;
  authorization?: Authorization;
  client?: Client;
  connection: Connection;
  organization?: Organization;
  /** What a form brought, after `api.prompt.render`. */
  prompt?: { id: string; fields?: Record<string, any>; vars?: Record<string, any> };
  request: Request;
  secrets: Secrets;
  stats: Stats;
  tenant: Tenant;
  transaction?: Transaction;
  user: User;
}

export interface PasswordResetPostChallengeAPI {
  access: {
    /** Denies the reset when this Action has ended. */
    deny(reason: string): PasswordResetPostChallengeAPI;
  };
  authentication: Challenges;
  cache: Cache;
  prompt: Prompt;
  redirect: Redirect<PasswordResetPostChallengeAPI>;
  transaction: {
    /** Where the user goes when the password is changed. */
    setResultUrl(url: string, options?: { query?: Record<string, string> }): void;
  };
}

export type PasswordResetPostChallengeApi = PasswordResetPostChallengeAPI;
