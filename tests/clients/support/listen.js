// An application that is a server itself: on a free port of loopback, which is of one site with the server that is tested.

import { createServer } from 'node:http';

/** Listens; `url` has no slash at the end. */
export async function listen(handler) {
  const listener = createServer(handler);
  await new Promise((done) => listener.listen(0, '127.0.0.1', done));
  const stop = () => new Promise((done) => (listener.closeAllConnections(), listener.close(done)));
  return { url: `http://localhost:${listener.address().port}`, stop };
}
