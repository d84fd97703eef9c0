// `post-change-password`: after a password was changed; nobody waits for it (src/contract/post_change_password.rs).

import type { Authentication, Connection, CustomDomain, Request, Secrets, Tenant } from './common';
import type { CacheOnlyAPI } from './parts';

export interface PostChangePasswordEvent {
  authentication?: Authentication;
  connection: Connection;
  custom_domain?: CustomDomain;
  request: Request;
  secrets: Secrets;
  tenant: Tenant;
  transaction?: { correlation_id?: string };
  /** As far as the flow knows them. */
  user: {
    user_id?: string;
    email?: string;
    email_verified?: boolean;
    last_password_reset?: string;
    phone_number?: string;
    phone_verified?: boolean;
    username?: string;
  };
}

export interface PostChangePasswordAPI extends CacheOnlyAPI {}

export type PostChangePasswordApi = PostChangePasswordAPI;
