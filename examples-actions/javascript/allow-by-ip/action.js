const { isIP } = require('net');

// An address as a number. IPv4 is taken in its IPv6 form, ::ffff:a.b.c.d, so that one comparison serves both.
/** @param {string} address */
function toNumber(address) {
  const version = isIP(address);
  if (version === 0) throw new Error(`"${address}" is not an IP address`);
  if (version === 4) return address.split('.').reduce((sum, part) => (sum << 8n) | BigInt(part), 0xffffn);
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address.replace(/%.*$/, ''));
  /** @param {string} high @param {string} low */
  const group = (high, low) => (Number(high) * 256 + Number(low)).toString(16);
  const text = dotted ? `${dotted[1]}${group(dotted[2], dotted[3])}:${group(dotted[4], dotted[5])}` : address.replace(/%.*$/, '');
  const [left, right] = text.split('::').map((side) => (side === '' ? [] : side.split(':')));
  const zeros = right ? Array(8 - left.length - right.length).fill('0') : [];
  return [...left, ...zeros, ...(right ?? [])].reduce((sum, part) => (sum << 16n) | BigInt(`0x${part}`), 0n);
}

// Whether `network`, such as 203.0.113.0/24, 2001:db8::/32 or a single address, holds the address.
/** @param {string} network @param {bigint} address */
function holds(network, address) {
  const [base, length] = network.split('/');
  const most = isIP(base) === 4 ? 32 : 128;
  const bits = length === undefined ? most : Number(length);
  if (!Number.isInteger(bits) || bits < 0 || bits > most) throw new Error(`"${network}" is not a network`);
  const shift = BigInt(most - bits);
  return toNumber(base) >> shift === address >> shift;
}

/** @type {import('@anteroom/actions').PostLoginHandler} */
exports.onExecutePostLogin = async (event, api) => {
  const networks = (event.secrets.ALLOWED_NETWORKS ?? '').split(',').map((network) => network.trim()).filter(Boolean);
  // A list that is missing must not open the door.
  if (networks.length === 0) throw new Error('The secret ALLOWED_NETWORKS is missing.');
  const address = toNumber(event.request.ip);
  if (!networks.some((network) => holds(network, address))) {
    console.log('refused', event.request.ip);
    api.access.deny('You can sign in from the company network only.');
  }
};
