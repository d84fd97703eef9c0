"use strict";module.exports={global:globalThis};
