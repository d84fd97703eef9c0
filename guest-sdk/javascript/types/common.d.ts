// Records that the events of several triggers share (src/contract/common.rs). Times are ISO 8601 texts in UTC.

/** JSON that administrators or Actions keep with something. */
export type Metadata = Record<string, any>;

/** The Action's own secrets by name: at most 30, of at most 4,096 characters each. They are redacted in console and records. */
export type Secrets = Record<string, string>;

/** Where the request's address is believed to be. Empty until the server is given a source. */
export interface GeoIp {
  cityName?: string;
  /** Two letters: `EU`. */
  continentCode?: string;
  /** ISO 3166-1, two letters. */
  countryCode?: string;
  /** ISO 3166-1, three letters. */
  countryCode3?: string;
  countryName?: string;
  latitude?: number;
  longitude?: number;
  subdivisionCode?: string;
  subdivisionName?: string;
  /** IANA: `Europe/Lisbon`. */
  timeZone?: string;
}

/** The HTTP request that led here. */
export interface Request {
  /** The client's address; behind trusted proxies the one that they tell. */
  ip: string;
  method: string;
  /** The body's fields, without passwords, secrets, codes and tokens. */
  body: Record<string, any>;
  /** The parameters of `/authorize`, or of `/continue` after a redirect; only where the trigger has them. */
  query?: Record<string, string>;
  /** The host that was asked for, without a port. */
  hostname?: string;
  /** The preferred language of the browser. */
  language?: string;
  user_agent?: string;
  /** The number of the autonomous system. */
  asn?: string;
  geoip: GeoIp;
}

/** The application. */
export interface Client {
  client_id: string;
  name: string;
  /** `client_metadata` of the Management API. */
  metadata: Metadata;
  refresh_token?: { policies?: { audience: string; scope: string[] }[] };
}

/** The source of the user. */
export interface Connection {
  id: string;
  name: string;
  /** `auth0` for a database, otherwise the provider's: `google-oauth2`, `samlp`, … */
  strategy: string;
  metadata: Metadata;
}

/** The tenant. */
export interface Tenant {
  id: string;
}

/** The custom domain that the request came through. */
export interface CustomDomain {
  domain: string;
  domain_metadata: Metadata;
}

/** The organization that the login is for. */
export interface Organization {
  id: string;
  name: string;
  display_name: string;
  metadata: Metadata;
}

/** Fingerprints of the TLS client. */
export interface SecurityContext {
  ja3?: string;
  ja4?: string;
}

/** One way in which the user proved who they are. */
export interface AuthenticationMethod {
  /** `pwd`, `passkey`, `federated`, `mfa`, `sms`, `email`, …, or the URL given to `recordMethod`. */
  name: string;
  timestamp: string;
  /** The factor, where the name is `mfa`. */
  type?: string;
}

/** How sure the server is that it is the user: `low` is the alarming one. */
export type Confidence = 'low' | 'medium' | 'high' | 'neutral';

/** One of the assessments that make up the whole. */
export interface Assessment {
  confidence: Confidence;
  /** Why: `no_match`, `impossible_travel_from_last_login`, … */
  code: string;
  details?: Record<string, any>;
}

/** What the server thinks of the attempt. */
export interface RiskAssessment {
  confidence: Confidence;
  version: string;
  assessments: {
    ImpossibleTravel?: Assessment;
    NewDevice?: Assessment;
    UntrustedIP?: Assessment;
    AgentDetection?: Assessment;
  };
  supplemental?: Record<string, any>;
}

/** How the user proved who they are. */
export interface Authentication {
  methods: AuthenticationMethod[];
  riskAssessment?: RiskAssessment;
}

/** The API that the access token is for. */
export interface ResourceServer {
  /** The `audience`. */
  identifier: string;
}

/** Where and with what a session or a refresh token was used. */
export interface Device {
  initial_asn?: string;
  initial_ip?: string;
  initial_user_agent?: string;
  last_asn?: string;
  last_ip?: string;
  last_user_agent?: string;
}

/** The protocol of an exchange. */
export type Protocol =
  | 'oidc-basic-profile'
  | 'oidc-implicit-profile'
  | 'oidc-hybrid-profile'
  | 'oidc-ciba'
  | 'oidc-ciba-web-link'
  | 'oauth2-device-code'
  | 'oauth2-resource-owner'
  | 'oauth2-resource-owner-jwt-bearer'
  | 'oauth2-password'
  | 'oauth2-webauthn'
  | 'oauth2-access-token'
  | 'oauth2-refresh-token'
  | 'oauth2-token-exchange'
  | 'samlp'
  | 'wsfed'
  | 'wstrust-usernamemixed';

/** The exchange that the event is part of, as the application began it. */
export interface Transaction {
  id?: string;
  acr_values: string[];
  linking_id?: string;
  locale?: string;
  login_hint?: string;
  /** `none`, `login`, `consent`, … */
  prompt: string[];
  protocol?: Protocol;
  redirect_uri?: string;
  requested_authorization_details?: any;
  requested_scopes: string[];
  response_mode?: string;
  response_type: string[];
  state?: string;
  ui_locales: string[];
  correlation_id?: string;
  actor_token_type?: string;
  subject_token_type?: string;
  actor?: any;
  /** What Actions of this login have set by `api.transaction.setMetadata`. */
  metadata: Record<string, string | number | boolean>;
}
