// What hangs on something that is not there is not there either; and what is wrong is told before that is found out.

import { test } from 'node:test';

import { management, refused } from '../support/management.js';

const { actions, branding, clientGrants, connections, eventStreams, flows, forms, jobs, organizations, prompts, roles } = management;
const { selfServiceProfiles, stats, tickets, tokenExchangeProfiles, userBlocks, users } = management;
const nobody = 'auth0|000000000000000000000000';

test('nothing is found of a user who is not there', async () => {
  for (const call of [
    () => users.authenticators.deleteAll(nobody),
    () => users.connectedAccounts.list(nobody),
    () => users.enrollments.get(nobody),
    () => users.identities.link(nobody, { provider: 'auth0', user_id: 'x' }),
    () => users.identities.delete(nobody, 'auth0', 'x'),
    () => users.multifactor.invalidateRememberBrowser(nobody),
    () => users.multifactor.deleteProvider(nobody, 'duo'),
    () => users.organizations.list(nobody),
    () => users.permissions.list(nobody),
    () => users.refreshToken.list(nobody),
    () => users.regenerateRecoveryCode(nobody),
    () => users.revokeAccess(nobody),
    () => users.roles.list(nobody),
    () => users.sessions.delete(nobody),
    () => jobs.verificationEmail.create({ user_id: nobody }),
  ]) {
    await refused(call(), 404, 'inexistent_user');
  }
});

test('nothing is found of what else is not there', async () => {
  for (const call of [
    () => clientGrants.organizations.list('cgr_nothing'),
    () => jobs.errors.get('job_0123456789abcdef'),
    () => organizations.clientGrants.list('org_nothing'),
    () => organizations.clients.list('org_nothing'),
    () => organizations.enabledConnections.list('org_nothing'),
    () => organizations.members.list('org_nothing'),
    () => organizations.members.roles.list('org_nothing', nobody),
    () => organizations.connections.list('org_nothing'),
    () => organizations.invitations.list('org_nothing'),
    () => prompts.partials.get('nothing'),
    () => roles.permissions.list('rol_nothing'),
    () => roles.users.list('rol_nothing'),
  ]) {
    await refused(call(), 404, /./);
  }
});

test('a wrong page is refused everywhere', async () => {
  const [page, checkpoint] = [{ per_page: 1000 }, { take: 1000 }];
  for (const call of [
    () => actions.versions.list('x', page),
    () => actions.modules.versions.list('x', page),
    () => clientGrants.organizations.list('x', checkpoint),
    () => connections.clients.get('x', checkpoint),
    () => eventStreams.list(checkpoint),
    () => flows.list(page),
    () => flows.vault.connections.list(page),
    () => forms.list(page),
    () => organizations.clientGrants.list('x', page),
    () => organizations.clients.list('x', checkpoint),
    () => organizations.enabledConnections.list('x', page),
    () => organizations.members.list('x', checkpoint),
    () => organizations.members.roles.list('x', nobody, page),
    () => prompts.rendering.list(page),
    () => roles.list(page),
    () => roles.users.list('x', checkpoint),
    () => selfServiceProfiles.list(page),
    () => tokenExchangeProfiles.list(checkpoint),
    () => users.connectedAccounts.list(nobody, checkpoint),
    () => users.logs.list(nobody, page),
    () => users.organizations.list(nobody, page),
    () => users.permissions.list(nobody, page),
    () => users.refreshToken.list(nobody, checkpoint),
    () => users.roles.list(nobody, page),
    () => users.sessions.list(nobody, checkpoint),
  ]) {
    await refused(call(), 400, /is greater than maximum 100' on property (per_page|take)\.$/);
  }
});

test('what else can be wrong is named', async () => {
  await refused(branding.phone.providers.list({ disabled: 'perhaps' }), 400, /Expected type boolean/);
  await refused(branding.phone.templates.list({ disabled: 'perhaps' }), 400, /Expected type boolean/);
  await refused(jobs.verificationEmail.create({}), 400, /Missing required property: user_id/);
  await refused(roles.create({}), 400, /Missing required property: name/);
  await refused(stats.getDaily({ from: 'yesterday' }), 400, /on property from\.$/);
  await refused(tickets.verifyEmail({}), 400, /Missing required property: user_id/);
  await refused(userBlocks.listByIdentifier({ identifier: '' }), 400, /Missing required property: identifier/);
});
