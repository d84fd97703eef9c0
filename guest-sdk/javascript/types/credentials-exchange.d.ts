// `credentials-exchange`: an application asks for a token for itself (src/contract/credentials_exchange.rs).

import type { Client, CustomDomain, Organization, Request, ResourceServer, Secrets, Tenant } from './common';
import type { Cache, TargetScopes } from './parts';

export interface CredentialsExchangeEvent {
  /** The token as it would be made. */
  accessToken: {
    /** Claims that are set already. */
    customClaims: Record<string, any>;
    /** The scopes that would be granted. */
    scope: string[];
  };
  client: Client;
  custom_domain?: CustomDomain;
  organization?: Organization;
  request: Request;
  resource_server: ResourceServer;
  secrets: Secrets;
  tenant: Tenant;
  transaction: {
    correlation_id?: string;
    /** The scopes asked for; empty where none were named. */
    requested_scopes: string[];
    /** The scopes that the exchange aims at. */
    target_scopes: string[];
  };
}

export interface CredentialsExchangeAPI {
  access: {
    /** Denies the token. `code` becomes the OAuth `error`, `reason` its `error_description`. */
    deny(code: 'invalid_scope' | 'invalid_request' | 'server_error' | (string & {}), reason?: string): CredentialsExchangeAPI;
  };
  accessToken: {
    /** `null` removes. Names of the protocol are passed over. */
    setCustomClaim(name: string, value: unknown): CredentialsExchangeAPI;
  };
  cache: Cache;
  transaction: TargetScopes;
}

export type CredentialsExchangeApi = CredentialsExchangeAPI;
