"use strict";module.exports=require("internal/missing").missing("trace_events","an Action does not see its engine.","createTracing getEnabledCategories");
