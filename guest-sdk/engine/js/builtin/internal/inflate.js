// Decompressing and compressing, from npm: loaded when the first byte is to be worked on, as its tables are made at load.
// The one ES module here: what is not used of the package is then left out.
import { gunzipSync, gzipSync, inflateSync, deflateSync, unzlibSync, zlibSync } from 'npm:fflate/browser';

// "deflate" on the Web is zlib by the standard and raw by habit.
const unzlibOrRaw = (bytes) => ((bytes[0] & 15) === 8 && ((bytes[0] << 8) | bytes[1]) % 31 === 0 ? unzlibSync(bytes) : inflateSync(bytes));

export { gunzipSync as gunzip, gzipSync as gzip, inflateSync as inflateRaw, deflateSync as deflateRaw, unzlibSync as inflate, zlibSync as deflate, unzlibOrRaw };
