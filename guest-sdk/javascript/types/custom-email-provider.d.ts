// `custom-email-provider`: delivers an e-mail (src/contract/custom_email_provider.rs).

import type { Client, Connection, CustomDomain, Organization, Request, Secrets, Tenant, Transaction } from './common';
import type { Cache, NotificationOutcome } from './parts';
import type { User } from './user';

/** The tenant, as messages name it. */
export interface NotifyingTenant extends Tenant {
  friendly_name?: string;
  home_url?: string;
  logo_url?: string;
  support_email?: string;
  support_url?: string;
}

export interface CustomEmailProviderEvent {
  client: Client;
  connection?: Connection;
  custom_domain?: CustomDomain;
  notification: {
    /** At most 400 characters. */
    from: string;
    /** At most 400 characters. */
    to: string;
    subject: string;
    html: string;
    text: string;
    /** BCP 47. */
    locale?: string;
    message_type:
      | 'verify_email'
      | 'verify_email_by_code'
      | 'reset_email'
      | 'reset_email_by_code'
      | 'welcome_email'
      | 'verification_code'
      | 'mfa_oob_code'
      | 'enrollment_email'
      | 'blocked_account'
      | 'stolen_credentials'
      | 'try_provider_configuration_email'
      | 'organization_invitation';
  };
  organization?: Organization;
  request: Request;
  secrets: Secrets;
  tenant: NotifyingTenant;
  transaction?: Transaction;
  user: User;
}

export interface CustomEmailProviderAPI {
  cache: Cache;
  notification: NotificationOutcome<CustomEmailProviderAPI>;
}

export type CustomEmailProviderApi = CustomEmailProviderAPI;
