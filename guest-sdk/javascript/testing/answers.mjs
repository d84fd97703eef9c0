// A `fetch` that answers from a list: [{ method?, url, status?, json? | text? }]. What is not in it cannot be reached.
export function answering(answers) {
  return async (input, init) => {
    const request = new Request(input, init);
    const found = answers.find(({ method = 'GET', url }) => method === request.method && url === request.url);
    if (found === undefined) throw new TypeError('fetch failed', { cause: new Error(`nothing answers ${request.method} ${request.url}`) });
    const { status = 200, json, text = '' } = found;
    return json === undefined ? new Response(status === 204 ? null : text, { status }) : Response.json(json, { status });
  };
}
