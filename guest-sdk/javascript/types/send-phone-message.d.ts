// `send-phone-message`: delivers a second factor's message; to fail is to throw (src/contract/send_phone_message.rs).

import type { Client, Request, Secrets, SecurityContext, Tenant } from './common';
import type { CacheOnlyAPI } from './parts';
import type { User } from './user';

export interface SendPhoneMessageEvent {
  client?: Client;
  message_options: {
    action: 'enrollment' | 'second-factor-authentication';
    /** The one-time code. */
    code: string;
    message_type: 'sms' | 'voice';
    /** The number, E.164. */
    recipient: string;
    /** The whole text. */
    text: string;
  };
  request: Request;
  secrets: Secrets;
  security_context?: SecurityContext;
  tenant: Tenant;
  user: User;
}

export interface SendPhoneMessageAPI extends CacheOnlyAPI {}

export type SendPhoneMessageApi = SendPhoneMessageAPI;
