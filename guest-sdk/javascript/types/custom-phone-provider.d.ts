// `custom-phone-provider`: delivers a text or a call (src/contract/custom_phone_provider.rs).

import type { Client, Connection, CustomDomain, Organization, Request, Secrets, Transaction } from './common';
import type { NotifyingTenant } from './custom-email-provider';
import type { Cache, NotificationOutcome } from './parts';
import type { User } from './user';

export interface CustomPhoneProviderEvent {
  client?: Client;
  connection?: Connection;
  custom_domain?: CustomDomain;
  notification: {
    /** The message to be read. */
    as_text: string;
    /** The message to be spoken. */
    as_voice: string;
    /** The one-time code, where there is one. */
    code?: string;
    delivery_method: 'text' | 'voice';
    from?: string;
    /** BCP 47. */
    locale?: string;
    /** The number, E.164. */
    recipient: string;
    message_type: 'otp_verify' | 'otp_enroll' | 'blocked_account' | 'change_password' | 'password_breach';
  };
  organization?: Organization;
  request: Request;
  secrets: Secrets;
  tenant: NotifyingTenant;
  transaction?: Transaction;
  user: User;
}

export interface CustomPhoneProviderAPI {
  cache: Cache;
  notification: NotificationOutcome<CustomPhoneProviderAPI>;
}

export type CustomPhoneProviderApi = CustomPhoneProviderAPI;
