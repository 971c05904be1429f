// Runs the script of resources/live/overlay.html against a real server, with just enough of a
// document: node overlay_harness.mjs PAGE_FILE ADDRESS_OF_THE_PAGE. Prints what a viewer would see.
import { readFileSync } from "node:fs";

const made = [];
class Element {
  constructor() { this.style = {}; this.children = []; made.push(this); }
  append(...children) { this.children.push(...children); }
  replaceChildren(...children) { this.children = children; }
  querySelectorAll() { return made.filter(element => element.className === "bar"); }
}
const named = { label: new Element(), bars: new Element() };
globalThis.document = { getElementById: id => named[id], createElement: () => new Element() };
globalThis.location = new URL(process.argv[3]);
const script = readFileSync(process.argv[2], "utf8").match(/<script>([\s\S]*)<\/script>/)[1];
(0, eval)(script);
let ticks = 0, told = "";
const timer = setInterval(() => {
  if (named.bars.children.length && ticks++ === 0) console.log(named.bars.children.length);
  if (named.label.className === "problem" && named.label.textContent !== told)
    console.log(told = named.label.textContent);
  const shown = made.find(element => element.id === "bar-angry");
  if (shown && shown.style.width !== "0") {
    console.log(named.label.textContent, named.label.style.color, shown.style.width);
    clearInterval(timer);
    process.exit(0);
  }
}, 10);
