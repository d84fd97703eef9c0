// Parts of `api` objects that several triggers have (guest-sdk/engine/js/api/shared).

/** A cached value. */
export interface CacheEntry {
  value: string;
  /** Milliseconds since 1970. */
  expires_at: number;
}

/** Why nothing was cached or forgotten. */
export type CacheErrorCode =
  | 'CacheKeySizeExceeded'
  | 'CacheValueSizeExceeded'
  | 'CacheSizeExceeded'
  | 'InvalidExpiry'
  | 'ItemAlreadyExpired'
  | 'CacheKeyDoesNotExist'
  | 'MaxSideEffectsExceeded'
  | 'FailedToSetCacheRecord'
  | 'FailedToDeleteCacheRecord';

/** What is returned instead of thrown: an Action can always go on without its cache. */
export interface CacheError {
  type: 'error';
  code: CacheErrorCode;
}

/**
 * A small cache that all Actions of the trigger share and that outlives a call; entries may vanish at any time.
 * At most 20 entries, keys of 64 bytes, values of 4,096 bytes, 16,640 bytes in all.
 */
export interface Cache {
  get(key: string): CacheEntry | undefined;
  /** Kept for 15 minutes unless `ttl` (milliseconds) or `expires_at` (milliseconds since 1970) says otherwise; the earlier counts; at most 24 hours. */
  set(key: string, value: string, options?: { ttl?: number; expires_at?: number }): { type: 'success'; record: CacheEntry } | CacheError;
  delete(key: string): { type: 'success' } | CacheError;
}

/** A factor that a user is asked to prove or to enrol. */
export type Factor =
  | { type: 'phone'; options?: { preferredMethod?: 'voice' | 'sms' | 'both' } }
  | { type: 'push-notification'; options?: { otpFallback?: boolean } }
  | { type: 'otp' | 'email' | 'webauthn-platform' | 'webauthn-roaming' | 'recovery-code' };

/** Asks for a factor. The flow is suspended after this Action. */
export interface Challenges {
  /** At most 16 factors with the additional ones. */
  challengeWith(factor: Factor, options?: { additionalFactors?: Factor[] }): void;
  /** The user chooses. */
  challengeWithAny(factors: Factor[]): void;
}

/** Sends the user somewhere. `A` is the whole `api`. */
export interface Redirect<A> {
  /**
   * A token (JWT, HS256) to take along. Its claims: `iss` (the host name), `sub` (the user), `iat`, `exp`, `ip`, and `payload` over these.
   * Lives for 900 seconds unless `expiresInSeconds` says otherwise.
   */
  encodeToken(options: { secret: string; expiresInSeconds?: number; payload?: Record<string, any> }): string;
  /** Redirects to an absolute http(s) URL, after this Action. The user returns to `/continue` with the `state` of the URL. */
  sendUserTo(url: string, options?: { query?: Record<string, string> }): A;
  /** False without a browser: `prompt=none`, refresh tokens, passwords at the token endpoint. */
  canRedirect(): boolean;
  /**
   * The claims of the token with which the user returns, checked: signature, `iss`, `sub`, `exp`, and `state` against that of `/continue`.
   * Throws where there is none or it is not right. `tokenParameterName` is `session_token` unless given.
   */
  validateToken(options: { secret: string; tokenParameterName?: string }): Record<string, any>;
}

/** Shows a form. */
export interface Prompt {
  /** Suspends the flow after this Action. Once per Action, and not together with a redirect. Options of at most 24 kB as JSON. */
  render(promptId: string, options?: { fields?: Record<string, any>; vars?: Record<string, any> }): void;
}

/** Writes metadata when the flow ends; also where it ends in a denial. `R` is what the methods return. */
export interface UserMetadata<R> {
  /** `null` removes. */
  setAppMetadata(key: string, value: unknown): R;
  /** `null` removes. */
  setUserMetadata(key: string, value: unknown): R;
}

/** Refuses what the user gave. `A` is the whole `api`. */
export interface Validation<A> {
  /** `code` is yours, at most 100 characters; `message` is shown: at most 1,000 characters at a login, 100 at a registration. */
  error(code: string, message: string): A;
}

/** What becomes of a message that is not delivered. `A` is the whole `api`. Reasons are cut at 1,024 characters. */
export interface NotificationOutcome<A> {
  /** Gives it up. */
  drop(reason: string): A;
  /** Has it tried again later, at most five times. */
  retry(reason: string): A;
}

/** The scopes at which a machine's exchange aims. At most 1,000, of at most 280 characters without white space. */
export interface TargetScopes {
  addTargetScope(scope: string): void;
  removeTargetScope(scope: string): void;
  setTargetScopes(scopes: string[]): void;
  clearTargetScopes(): void;
}

/** Metadata of a session or a refresh token: at most 25 entries, keys of letters, digits, `_` and `-`, values of at most 255 characters. */
export interface EntityMetadata {
  /** `null` removes. Seen in `event` at once. */
  setMetadata(key: string, value: string | null): void;
  deleteMetadata(key: string): void;
  /** Removes all entries. */
  evictMetadata(): void;
}

/** When something ends. Times are milliseconds since 1970. */
export interface Lifetimes {
  setExpiresAt(at: number): void;
  /** Unless it is used before. */
  setIdleExpiresAt(at: number): void;
}

/** The only thing that some triggers can do. */
export interface CacheOnlyAPI {
  cache: Cache;
}
