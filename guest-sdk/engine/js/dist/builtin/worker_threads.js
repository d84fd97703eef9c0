"use strict";module.exports=require("internal/missing").missing("worker_threads","an Action has one thread.","Worker BroadcastChannel receiveMessageOnPort moveMessagePortToC\
ontext markAsUntransferable setEnvironmentData getEnvironmentData",{...require("internal/message"),isMainThread:!0,parentPort:null,workerData:null,threadId:0,resourceLimits:{}});
