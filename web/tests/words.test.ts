import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { en } from "../src/words/en";
import { zh } from "../src/words/zh";

function sources(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? sources(path) : /\.(vue|ts)$/.test(name) ? [path] : [];
  });
}

const root = join(import.meta.dirname, "..", "src");
const files = sources(root).filter((path) => !path.includes(`${join("src", "words")}`));
const text = files.map((path) => readFileSync(path, "utf-8")).join("\n");
const keys = Object.keys(zh);

describe("words", () => {
  it("are complete in both languages", () => {
    expect(Object.keys(en).sort()).toEqual([...keys].sort());
    expect(keys.filter((key) => !zh[key as keyof typeof zh].trim() || !en[key as keyof typeof en].trim())).toEqual([]);
  });

  it("have the same blanks in both languages", () => {
    const blanks = (sentence: string) => (sentence.match(/\{\w+\}/g) ?? []).sort().join();
    expect(keys.filter((key) => blanks(zh[key as keyof typeof zh]) !== blanks(en[key as keyof typeof en]))).toEqual([]);
  });

  it("are all used: by their key, or by a key made from the part before the last dot", () => {
    const made = new Set([...text.matchAll(/`([\w.-]+)\.\$\{/g)].map((match) => match[1]));
    const built = (key: string) => [...made].some((prefix) => key.startsWith(`${prefix}.`));
    const unused = keys.filter((key) => !text.includes(`"${key}"`) && !text.includes(`'${key}'`) && !built(key));
    expect(unused).toEqual([]);
  });

  it("stand nowhere but in the tables: no page has Chinese of its own", () => {
    const own = files.filter((path) => /[\u4e00-\u9fff]/.test(readFileSync(path, "utf-8").replace(/\/\/.*|<!--[^]*?-->|\/\*[^]*?\*\//g, "")));
    expect(own).toEqual([]);
  });
});
