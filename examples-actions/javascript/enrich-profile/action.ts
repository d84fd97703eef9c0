import type { PostLoginEvent, PostLoginHandler } from '@anteroom/actions';

const NAMESPACE = 'https://example.com/claims';
const MINUTE = 60 * 1000;

/** What the directory knows of a person. */
interface Person {
  department: string;
  manager?: string;
}

async function lookUp(event: PostLoginEvent): Promise<Person | null> {
  const url = new URL(`/people/${encodeURIComponent(event.user.user_id)}`, event.secrets.DIRECTORY_URL);
  const response = await fetch(url, {
    headers: { authorization: `Bearer ${event.secrets.DIRECTORY_TOKEN}` },
    signal: AbortSignal.timeout(3000),
  });
  if (response.status === 404) return null;
  if (!response.ok) throw new Error(`the directory answers ${response.status}`);
  const { department, manager } = (await response.json()) as Person;
  return { department, manager };
}

export const onExecutePostLogin: PostLoginHandler = async (event, api) => {
  const key = `person:${event.user.user_id}`;
  const cached = api.cache.get(key);
  let person: Person | null;
  try {
    person = cached ? (JSON.parse(cached.value) as Person | null) : await lookUp(event);
  } catch (error) {
    // The directory makes logins better; it must not be able to prevent them.
    console.warn('no profile:', error instanceof Error ? error.message : error);
    return;
  }
  if (!cached) api.cache.set(key, JSON.stringify(person), { ttl: 10 * MINUTE });
  if (!person) return;
  api.idToken.setCustomClaim(`${NAMESPACE}/department`, person.department);
  if (person.manager) api.idToken.setCustomClaim(`${NAMESPACE}/manager`, person.manager);
};
