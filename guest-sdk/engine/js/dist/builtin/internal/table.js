"use strict";var{inspect,getStringWidth}=require("internal/inspect"),cell=value=>inspect(value,{maxArrayLength:3,breakLength:1/0,depth:value!==null&&typeof value=="object"&&
!Array.isArray(value)&&Object.keys(value).length>2?-1:0});function draw(heads,columns){let rows=Math.max(0,...columns.map(column=>column.length)),widths=heads.map(
(head,i)=>2+Math.max(getStringWidth(head),...columns[i].map(getStringWidth))),line=cells=>`│${cells.map((text2,i)=>` ${text2}${" ".repeat(widths[i]-getStringWidth(
text2)-1)}`).join("│")}│
`,rule=(left,middle,right)=>left+widths.map(width=>"─".repeat(width)).join(middle)+right,text=`${rule("┌","┬","┐")}
${line(heads)}${rule("├","┼","┤")}
`;for(let row=0;row<rows;row++)text+=line(columns.map(column=>column[row]??""));return text+rule("└","┴","┘")}var isMap=value=>Object.prototype.toString.call(
value)==="[object Map]",isSet=value=>Object.prototype.toString.call(value)==="[object Set]";function table(data,wanted){if(isMap(data)){let entries=[...data];return draw(
["(iteration index)","Key","Values"],[entries.map((_,i)=>`${i}`),entries.map(([key])=>cell(key)),entries.map(([,value])=>cell(value))])}if(isSet(data)){let values2=[
...data];return draw(["(iteration index)","Values"],[values2.map((_,i)=>`${i}`),values2.map(cell)])}let indices=Object.keys(data),columns=new Map((wanted??[]).map(
name=>[name,[]])),values=[];indices.forEach((index,row)=>{let item=data[index];if(item===null||typeof item!="object"&&typeof item!="function"){values[row]=cell(
item);return}for(let key of wanted??Object.keys(item))columns.has(key)||columns.set(key,[]),Object.hasOwn(item,key)&&(columns.get(key)[row]=cell(item[key]))});let heads=[
"(index)",...columns.keys()],cells=[indices,...columns.values()].map(column=>Array.from({length:indices.length},(_,i)=>column[i]??""));return values.length>0&&(heads.
push("Values"),cells.push(Array.from({length:indices.length},(_,i)=>values[i]??""))),draw(heads,cells)}module.exports={table};
