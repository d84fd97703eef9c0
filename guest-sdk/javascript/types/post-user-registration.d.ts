// `post-user-registration`: after a database user was written; nobody waits for it (src/contract/post_user_registration.rs).

import type { Authentication, Connection, CustomDomain, Request, Secrets, SecurityContext, Tenant, Transaction } from './common';
import type { CacheOnlyAPI } from './parts';
import type { User } from './user';

/** There is no application in it. */
export interface PostUserRegistrationEvent {
  authentication?: Authentication;
  connection: Connection;
  custom_domain?: CustomDomain;
  request?: Request;
  secrets: Secrets;
  security_context?: SecurityContext;
  tenant: Tenant;
  transaction?: Transaction;
  user: User;
}

export interface PostUserRegistrationAPI extends CacheOnlyAPI {}

export type PostUserRegistrationApi = PostUserRegistrationAPI;
