"use strict";module.exports=require("internal/missing").missing("cluster","an Action cannot start processes.","fork setupPrimary setupMaster disconnect Worker",{isMaster:!0,
isPrimary:!0,isWorker:!1,workers:{},on(){}});
