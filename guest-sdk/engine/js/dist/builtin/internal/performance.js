"use strict";var origin,Performance=class{get timeOrigin(){return origin??=host.now()}now(){return host.now()-this.timeOrigin}mark(){}measure(){}clearMarks(){}clearMeasures(){}getEntries(){
return[]}getEntriesByName(){return[]}getEntriesByType(){return[]}timerify(fn){return fn}eventLoopUtilization(){return{idle:0,active:0,utilization:0}}toJSON(){return{
timeOrigin:this.timeOrigin}}},performance=new Performance;module.exports={performance,Performance};
