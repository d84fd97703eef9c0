import type { Factor, PostLoginHandler } from '@anteroom/actions';

// From the one that is hardest to steal to the easiest.
const PREFERRED: Factor['type'][] = ['webauthn-roaming', 'webauthn-platform', 'push-notification', 'otp', 'phone', 'email'];

export const onExecutePostLogin: PostLoginHandler = async (event, api) => {
  const assessment = event.authentication?.riskAssessment;
  // "high" is the confidence that it is the user, not the risk. Without an assessment there is nothing to go by.
  if (!assessment || assessment.confidence === 'high' || assessment.confidence === 'neutral') return;
  if (event.authentication?.methods.some((method) => method.name === 'mfa')) return;

  const enrolled = new Set((event.user.enrolledFactors ?? []).map((factor) => factor.type));
  const [first, ...others] = PREFERRED.filter((type) => enrolled.has(type));
  if (first) {
    api.authentication.challengeWith({ type: first }, { additionalFactors: others.map((type) => ({ type })) });
  } else if (assessment.confidence === 'low') {
    // To offer enrolment here would be to offer it to whoever has stolen the password.
    api.access.deny('This login looks unusual. Please contact your administrator.');
  }
};
