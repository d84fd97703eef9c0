# What Schemathesis does not know by itself: a component is sent as the bytes that it is.

import schemathesis

schemathesis.serializer.alias("application/wasm", "application/octet-stream")
