// `custom-token-exchange`: decides whom a foreign token stands for (src/contract/custom_token_exchange.rs).

import type { Client, CustomDomain, Organization, Request, ResourceServer, Secrets, Tenant } from './common';
import type { Cache, UserMetadata } from './parts';

export interface CustomTokenExchangeEvent {
  client: Client;
  custom_domain?: CustomDomain;
  organization?: Organization;
  request: Request;
  resource_server: ResourceServer;
  secrets: Secrets;
  tenant: Tenant;
  /** RFC 8693. */
  transaction: {
    /** Nobody but the Action checks it. */
    subject_token: string;
    /** A URI. */
    subject_token_type: string;
    actor_token?: string;
    actor_token_type?: string;
    actor_token_user?: any;
    requested_scopes: string[];
    requested_token_type: string | null;
  };
}

/** The claim `act` (RFC 8693, section 4.1): at most five levels, each with at most five members of its own, texts of at most 64 characters. */
export interface Actor {
  sub: string;
  act?: Actor;
  [name: string]: string | number | boolean | null | Actor | undefined;
}

/** One of `setUserById` and `setUserByConnection` must be called, or the exchange fails. Nothing can be chained. */
export interface CustomTokenExchangeAPI {
  access: {
    /** `code` becomes the OAuth `error`, `reason` its `error_description`. */
    deny(code: string, reason: string): void;
    /** The token is forged or worn out: `invalid_request`, and counts against the client's address. */
    rejectInvalidSubjectToken(reason: string): void;
  };
  authentication: {
    /** At most 255 characters. */
    setUserById(userId: string): void;
    setUserByConnection(
      connection: string,
      attributes: Record<string, any>,
      options?: { creationBehavior?: 'create_if_not_exists' | 'none'; updateBehavior?: 'replace' | 'none' },
    ): void;
    /** Id or name. */
    setOrganization(organization: string): void;
    /** Whoever acts for the user. There is no refresh token then. */
    setActor(actor: Actor): void;
  };
  cache: Cache;
  user: UserMetadata<void>;
}

export type CustomTokenExchangeApi = CustomTokenExchangeAPI;
