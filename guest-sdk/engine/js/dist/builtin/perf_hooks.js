"use strict";var{performance,Performance}=require("internal/performance"),PerformanceObserver=class{static supportedEntryTypes=[];observe(){}disconnect(){}takeRecords(){return[]}};
module.exports={performance,Performance,PerformanceObserver,constants:{}};
