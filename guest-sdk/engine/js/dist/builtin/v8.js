"use strict";module.exports=require("internal/missing").missing("v8","an Action does not see its engine.","serialize deserialize getHeapSnapshot getHeapStatistics getHeapSpa\
ceStatistics setFlagsFromString takeCoverage stopCoverage writeHeapSnapshot Serializer Deserializer");
