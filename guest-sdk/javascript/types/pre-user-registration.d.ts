// `pre-user-registration`: before a database user is written (src/contract/pre_user_registration.rs).

import type { Authentication, Client, Connection, CustomDomain, Metadata, Request, Secrets, SecurityContext, Tenant, Transaction } from './common';
import type { Cache, UserMetadata, Validation } from './parts';

export interface PreUserRegistrationEvent {
  authentication?: Authentication;
  /** Absent where no application started the registration. */
  client?: Client;
  connection: Connection;
  custom_domain?: CustomDomain;
  request: Request;
  secrets: Secrets;
  security_context?: SecurityContext;
  tenant: Tenant;
  /** Absent for `/dbconnections/signup`. */
  transaction?: Transaction;
  /** The user to be. There is no id yet. */
  user: {
    email?: string;
    username?: string;
    phone_number?: string;
    name?: string;
    nickname?: string;
    given_name?: string;
    family_name?: string;
    picture?: string;
    app_metadata?: Metadata;
    user_metadata?: Metadata;
  };
}

export interface PreUserRegistrationAPI {
  access: {
    /** Denies the registration. `reason` is for the log and API clients, `userMessage` for the page. */
    deny(reason: string, userMessage?: string): PreUserRegistrationAPI;
  };
  cache: Cache;
  user: UserMetadata<PreUserRegistrationAPI> & {
    /** The id of the user to be, without the provider: at most 255 characters. */
    setUserId(id: string): PreUserRegistrationAPI;
  };
  validation: Validation<PreUserRegistrationAPI>;
}

export type PreUserRegistrationApi = PreUserRegistrationAPI;
