// The user, as the events of several triggers tell of them (src/contract/user.rs).

import type { Metadata } from './common';

/** What the user may do. */
export interface Authorization {
  /** Names of roles. */
  roles: string[];
}

/** What is known of the user's logins. */
export interface Stats {
  /** This login included. */
  logins_count: number;
}

/** One identity of a user. There are no tokens of the provider in it. */
export interface Identity {
  connection: string;
  isSocial: boolean;
  /** What the provider says of a linked identity. */
  profileData?: Metadata;
  provider: string;
  /** Without the provider: what stands after the `|`. */
  user_id: string;
}

/** The user. Triggers that know less of them leave out what they do not know. */
export interface User {
  /** `auth0|…` */
  user_id: string;
  created_at: string;
  updated_at: string;
  /** Only the server writes it. 32 kB. */
  app_metadata: Metadata;
  /** The user may write it. 32 kB. */
  user_metadata: Metadata;
  identities?: Identity[];
  email?: string;
  email_verified?: boolean;
  family_name?: string;
  given_name?: string;
  last_password_reset?: string;
  name?: string;
  nickname?: string;
  phone_number?: string;
  phone_verified?: boolean;
  picture?: string;
  username?: string;
  /** Factors that the user has enrolled: `otp`, `webauthn-roaming`, … */
  enrolledFactors?: { type: string; options?: Record<string, any> }[];
  multifactor?: string[];
}
