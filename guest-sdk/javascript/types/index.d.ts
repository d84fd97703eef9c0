/// <reference path="./modules.d.ts" />
// The events and `api` objects of every trigger, as the server makes them. test/ compares them with the server's sources.
//
//   /** @type {import('@anteroom/actions').PostLoginHandler} */
//   exports.onExecutePostLogin = async (event, api) => { … };

import type { PostLoginAPI, PostLoginEvent } from './post-login';
import type { CredentialsExchangeAPI, CredentialsExchangeEvent } from './credentials-exchange';
import type { PreUserRegistrationAPI, PreUserRegistrationEvent } from './pre-user-registration';
import type { PostUserRegistrationAPI, PostUserRegistrationEvent } from './post-user-registration';
import type { PostChangePasswordAPI, PostChangePasswordEvent } from './post-change-password';
import type { SendPhoneMessageAPI, SendPhoneMessageEvent } from './send-phone-message';
import type { PasswordResetPostChallengeAPI, PasswordResetPostChallengeEvent } from './password-reset-post-challenge';
import type { CustomPhoneProviderAPI, CustomPhoneProviderEvent } from './custom-phone-provider';
import type { CustomEmailProviderAPI, CustomEmailProviderEvent } from './custom-email-provider';
import type { CustomTokenExchangeAPI, CustomTokenExchangeEvent } from './custom-token-exchange';
import type { ClientRegistrationAPI, ClientRegistrationEvent } from './client-registration';

export * from './common';
export * from './user';
export * from './parts';
export * from './post-login';
export * from './credentials-exchange';
export * from './pre-user-registration';
export * from './post-user-registration';
export * from './post-change-password';
export * from './send-phone-message';
export * from './password-reset-post-challenge';
export * from './custom-phone-provider';
export * from './custom-email-provider';
export * from './custom-token-exchange';
export * from './client-registration';
export type { SamlResponse } from './saml';

/** The event of each trigger. */
export interface Events {
  'post-login': PostLoginEvent;
  'credentials-exchange': CredentialsExchangeEvent;
  'pre-user-registration': PreUserRegistrationEvent;
  'post-user-registration': PostUserRegistrationEvent;
  'post-change-password': PostChangePasswordEvent;
  'send-phone-message': SendPhoneMessageEvent;
  'password-reset-post-challenge': PasswordResetPostChallengeEvent;
  'custom-phone-provider': CustomPhoneProviderEvent;
  'custom-email-provider': CustomEmailProviderEvent;
  'custom-token-exchange': CustomTokenExchangeEvent;
  'client-registration': ClientRegistrationEvent;
}

/** The `api` object of each trigger. */
export interface APIs {
  'post-login': PostLoginAPI;
  'credentials-exchange': CredentialsExchangeAPI;
  'pre-user-registration': PreUserRegistrationAPI;
  'post-user-registration': PostUserRegistrationAPI;
  'post-change-password': PostChangePasswordAPI;
  'send-phone-message': SendPhoneMessageAPI;
  'password-reset-post-challenge': PasswordResetPostChallengeAPI;
  'custom-phone-provider': CustomPhoneProviderAPI;
  'custom-email-provider': CustomEmailProviderAPI;
  'custom-token-exchange': CustomTokenExchangeAPI;
  'client-registration': ClientRegistrationAPI;
}

/** The points in a flow where Actions run. */
export type Trigger = keyof Events;

/** The event of a trigger; of `post-login` where none is named. */
export type Event<T extends Trigger = 'post-login'> = Events[T];

/** The `api` of a trigger; of `post-login` where none is named. */
export type API<T extends Trigger = 'post-login'> = APIs[T];

/** The handler of a trigger. It must be an `async` function. */
export type Handler<T extends Trigger = 'post-login'> = (event: Events[T], api: APIs[T]) => Promise<any>;

/** `onExecutePostLogin`, and `onContinuePostLogin` after a redirect, a form or a challenge. */
export type PostLoginHandler = Handler<'post-login'>;
/** `onExecuteCredentialsExchange` */
export type CredentialsExchangeHandler = Handler<'credentials-exchange'>;
/** `onExecutePreUserRegistration` */
export type PreUserRegistrationHandler = Handler<'pre-user-registration'>;
/** `onExecutePostUserRegistration` */
export type PostUserRegistrationHandler = Handler<'post-user-registration'>;
/** `onExecutePostChangePassword` */
export type PostChangePasswordHandler = Handler<'post-change-password'>;
/** `onExecuteSendPhoneMessage` */
export type SendPhoneMessageHandler = Handler<'send-phone-message'>;
/** `onExecutePostChallenge`, and `onContinuePostChallenge` after a redirect, a form or a challenge. */
export type PostChallengeHandler = Handler<'password-reset-post-challenge'>;
/** `onExecuteCustomPhoneProvider` */
export type CustomPhoneProviderHandler = Handler<'custom-phone-provider'>;
/** `onExecuteCustomEmailProvider` */
export type CustomEmailProviderHandler = Handler<'custom-email-provider'>;
/** `onExecuteCustomTokenExchange` */
export type CustomTokenExchangeHandler = Handler<'custom-token-exchange'>;
/** `onExecuteClientRegistration` */
export type ClientRegistrationHandler = Handler<'client-registration'>;
