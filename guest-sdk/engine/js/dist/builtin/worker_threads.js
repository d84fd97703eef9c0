"use strict";module.exports=require("internal/missing").missing("worker_threads","an Action has one thread.","Worker MessageChannel MessagePort BroadcastChannel receiveMessa\
geOnPort moveMessagePortToContext markAsUntransferable setEnvironmentData getEnvironmentData",{isMainThread:!0,parentPort:null,workerData:null,threadId:0,resourceLimits:{}});
