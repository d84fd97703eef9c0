// Run by triggers.test.mjs in a process of its own: changes the built-ins and compares what is recorded with what it was before.
import { begin } from './harness.mjs';

function use({ api, effects }) {
  api.idToken.setCustomClaim('a', { b: [1, 'x'] });
  api.accessToken.addScope(' read:x ');
  api.session.setMetadata('k', 'v');
  api.transaction.setMetadata('k', 1);
  api.authentication.challengeWith({ type: 'otp' }, { additionalFactors: [{ type: 'phone' }] });
  api.samlResponse.setNameIdentifierProbes(['a']);
  api.access.deny('no');
  api.redirect.canRedirect();
  return effects;
}

const write = process.stdout.write.bind(process.stdout);
const [stringify, parse] = [JSON.stringify, JSON.parse];
const before = stringify(use(begin('post-login')));
const later = begin('post-login');
const recorded = [];
const api = later.module.api(later.event, (effect) => { recorded[recorded.length] = effect; }, {
  now: () => 0,
  utf8Encode: (text) => ({ length: text.length }),
});
const wreck = () => { throw new Error('wrecked'); };
JSON.stringify = wreck;
JSON.parse = wreck;
Object.keys = wreck;
Object.prototype.hasOwnProperty = wreck;
Array.isArray = wreck;
Array.prototype.includes = wreck;
Array.prototype.push = wreck;
Array.prototype[Symbol.iterator] = wreck;
String.prototype.trim = wreck;
String.prototype.slice = wreck;
RegExp.prototype.exec = wreck;
RegExp.prototype.test = wreck;
globalThis.String = wreck;
globalThis.TypeError = undefined;
use({ api, effects: recorded });
write(before === stringify(recorded) && parse(before).length === 7 ? 'the same\n' : `${before}\n${stringify(recorded)}\n`);
