// `client-registration`: an application registers itself (src/contract/client_registration.rs). This server's own; Auth0 has none.

import type { CustomDomain, Request, Secrets, Tenant } from './common';
import type { Cache } from './parts';

/** What an Action may set (RFC 7591, section 2). */
export type ClientMetadataName =
  | 'client_name'
  | 'redirect_uris'
  | 'token_endpoint_auth_method'
  | 'grant_types'
  | 'response_types'
  | 'application_type'
  | 'logo_uri'
  | 'client_uri'
  | 'policy_uri'
  | 'tos_uri'
  | 'contacts'
  | 'software_id'
  | 'software_version';

export interface ClientRegistrationEvent {
  /** What the application says of itself, checked, with what is used where it says nothing. */
  client: {
    /** Its id, where it is registered already and its makers change it (RFC 7592). */
    client_id?: string;
    client_name: string;
    redirect_uris: string[];
    /** `none`, `client_secret_post` or `client_secret_basic`. */
    token_endpoint_auth_method: string;
    grant_types: string[];
    response_types: string[];
    /** `web` or `native`. */
    application_type: string;
    logo_uri?: string;
    client_uri?: string;
    policy_uri?: string;
    tos_uri?: string;
    contacts: string[];
    software_id?: string;
    software_version?: string;
    /** `permissive` or `strict`: the rules that it is bound by. */
    third_party_security_mode: string;
  };
  custom_domain?: CustomDomain;
  /** `body` has what the application says, known or not, but for members whose names speak of secrets and tokens. */
  request: Request;
  secrets: Secrets;
  tenant: Tenant;
}

export interface ClientRegistrationAPI {
  access: {
    /** Nothing is registered. `code` is an error of RFC 7591 (400) or `access_denied` (403), `reason` its `error_description`. */
    deny(
      code: 'access_denied' | 'invalid_client_metadata' | 'invalid_redirect_uri' | 'invalid_software_statement' | 'unapproved_software_statement' | (string & {}),
      reason: string,
    ): ClientRegistrationAPI;
  };
  cache: Cache;
  client: {
    /** `null` removes. Checked again as if the application had said it; what does not pass refuses the registration. */
    setMetadata(name: ClientMetadataName, value: unknown): ClientRegistrationAPI;
    /** When the application ends, in seconds from now: 60 to 315,360,000. Of several the shortest counts. */
    setLifetime(seconds: number): ClientRegistrationAPI;
  };
}

export type ClientRegistrationApi = ClientRegistrationAPI;
