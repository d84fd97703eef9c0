// How the suites start the system's Chromium, which no package brings: each has playwright-core of its own.

/** What `chromium.launch` takes. Every host below `.test` is this machine: another site than the server's, as its address tells. */
export const LAUNCH = {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  headless: true,
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--host-resolver-rules=MAP *.test 127.0.0.1',
  ],
};
