// `post-login`: after the user has proved who they are, before tokens (src/contract/post_login.rs).

import type {
  Authentication, Client, Connection, CustomDomain, Device, Metadata, Organization, Request, ResourceServer, Secrets, SecurityContext,
  Tenant, Transaction,
} from './common';
import type { Cache, Challenges, EntityMetadata, Factor, Lifetimes, Prompt, Redirect, UserMetadata, Validation } from './parts';
import type { SamlResponse } from './saml';
import type { Authorization, Stats, User } from './user';

/** The browser's session. */
export interface Session {
  id: string;
  authenticated_at?: string;
  /** The applications that were logged in to with it. */
  clients: { client_id: string }[];
  created_at?: string;
  device?: Device;
  expires_at?: string;
  idle_expires_at?: string;
  last_interacted_at?: string;
  updated_at?: string;
  user_id?: string;
  cookie?: { mode: 'persistent' | 'non-persistent' };
  metadata?: Record<string, string>;
  actor?: any;
  session_transfer?: any;
}

/** The refresh token, where one is exchanged. */
export interface RefreshToken {
  id: string;
  client_id?: string;
  created_at: string;
  device?: Device;
  expires_at?: string;
  idle_expires_at?: string;
  last_exchanged_at?: string;
  metadata?: Record<string, string>;
  resource_servers?: { audience: string; scopes: string }[];
  rotating?: boolean;
  session_id?: string;
  session_transfer?: any;
  user_id?: string;
}

export interface PostLoginEvent {
  /** The software agent that acts for the user. */
  agent?: { agent_id?: string; agent_metadata?: Metadata; name?: string };
  authentication?: Authentication;
  authorization?: Authorization;
  client: Client;
  connection: Connection;
  custom_domain?: CustomDomain;
  organization?: Organization;
  /** What a form brought, after `api.prompt.render`. */
  prompt?: { id: string; fields?: Record<string, any>; vars?: Record<string, any> };
  refresh_token?: RefreshToken;
  request: Request & { query: Record<string, string> };
  resource_server?: ResourceServer;
  secrets: Secrets;
  security_context?: SecurityContext;
  session?: Session;
  session_transfer_token?: { client_id: string; scope: string[]; request: Record<string, any> };
  stats: Stats;
  tenant: Tenant;
  transaction?: Transaction;
  user: User;
}

/** A page of what the directory knows. */
export interface PageOptions {
  /** 1 to 100. */
  take?: number;
  /** `next` of the page before. */
  from?: string | null;
}

/** A role of the user. */
export interface Role {
  id: string;
  name: string;
  description?: string;
}

/** A group of the user. */
export interface Group {
  id: string;
  name: string;
}

export interface PostLoginAPI {
  access: {
    /** Denies the login when this Action has ended; no Action after it runs. The reason goes to the application as `error_description`. */
    deny(reason: string): PostLoginAPI;
  };
  accessToken: {
    /** `null` removes. Names of the protocol are passed over, `scope` throws. All claims together: at most 100 kB. */
    setCustomClaim(name: string, value: unknown): PostLoginAPI;
    /** At most 280 characters without white space; at most 1,000 scopes. */
    addScope(scope: string): void;
    removeScope(scope: string): void;
  };
  authentication: Challenges & {
    /** Has the user enrol a factor. Suspends the flow after this Action. */
    enrollWith(factor: Factor, options?: { additionalFactors?: Factor[] }): void;
    /** The user chooses. */
    enrollWithAny(factors: Factor[]): void;
    /** Notes a method that another service has checked, by its URL; in `onContinuePostLogin`. */
    recordMethod(providerUrl: string): PostLoginAPI;
    /** The tokens will be for this user: after accounts were linked. Once per login, at most 128 characters. */
    setPrimaryUser(userId: string): void;
  };
  cache: Cache;
  groups: {
    getUserGroups(options?: PageOptions): Promise<{ groups: Group[]; next?: string }>;
    /** Whether the user is in one of these; at most 100. */
    hasGroupMembership(groups: string[]): Promise<boolean>;
  };
  idToken: {
    /** `null` removes. Names of the protocol are passed over, `scope` throws. */
    setCustomClaim(name: string, value: unknown): PostLoginAPI;
  };
  multifactor: {
    /** The older way to ask for a second factor: at the end of the flow. */
    enable(
      provider: 'none' | 'guardian' | 'google-authenticator' | 'duo' | 'any',
      options?: { allowRememberBrowser?: boolean; providerOptions?: { host: string; ikey: string; skey: string; username?: string } },
    ): PostLoginAPI;
  };
  prompt: Prompt;
  redirect: Redirect<PostLoginAPI>;
  refreshToken: Lifetimes & EntityMetadata & {
    /** Revokes the refresh token; the exchange fails. */
    revoke(reason: string): void;
  };
  roles: {
    getUserEffectiveRoles(options?: PageOptions): Promise<{ roles: Role[]; next?: string }>;
    /** Those of these that the user has; at most 100. */
    getUserEffectiveRolesByIds(ids: string[]): Promise<{ roles: Role[] }>;
    /** Those of these that the user has; at most 50. */
    getUserEffectiveRolesByNames(names: string[]): Promise<{ roles: Role[] }>;
  };
  rules: {
    /** Whether the rule ran in this login. */
    wasExecuted(ruleId: string): boolean;
  };
  samlResponse: SamlResponse<PostLoginAPI>;
  session: Lifetimes & EntityMetadata & {
    /** Ends the session, and with it its refresh tokens unless they are to live on. */
    revoke(reason: string, options?: { preserveRefreshTokens?: boolean }): void;
    /** Whether the cookie outlives the browser. Seen in `event` at once. */
    setCookieMode(mode: 'persistent' | 'non-persistent'): void;
  };
  transaction: {
    /**
     * Something for the Actions after this one, and for this one after a redirect; `null` removes. Keys of at most 64 characters, texts of
     * at most 8 kB, 16 kB in all.
     */
    setMetadata(key: string, value: string | number | boolean | null): void;
    /** Throws, as do the three that follow: target scopes belong to `credentials-exchange`. */
    addTargetScope(): never;
    removeTargetScope(): never;
    setTargetScopes(): never;
    clearTargetScopes(): never;
  };
  user: UserMetadata<PostLoginAPI>;
  validation: Validation<PostLoginAPI>;
}

export type PostLoginApi = PostLoginAPI;
