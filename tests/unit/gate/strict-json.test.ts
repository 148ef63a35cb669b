import { describe, expect, test } from "vitest";
import { GateError } from "../../../sandbox-runner/gate/errors.ts";
import { parseStrictJson } from "../../../sandbox-runner/gate/wire/strict-json.ts";

const parse = (text: string) => parseStrictJson(Buffer.from(text));

describe("a JSON body that everybody reads alike", () => {
  test.each([
    ["{}", {}],
    [
      '  {"a": [1, -2.5, 1e3, true, false, null, "\\u00e9\\n\\"\\/"]}\r\n',
      { a: [1, -2.5, 1000, true, false, null, 'é\n"/'] },
    ],
    ['"\\ud83d\\ude00"', "😀"],
    ['{"a":{"b":{}},"c":[]}', { a: { b: {} }, c: [] }],
    ["[]", []],
    ["9007199254740991", Number.MAX_SAFE_INTEGER],
  ])("%s must be read", (text, value) => {
    expect(JSON.parse(JSON.stringify(parse(text)))).toEqual(value);
  });

  test("must agree with the platform's parser on what both accept", () => {
    const samples = [
      { Image: "nginx", Env: ["A=1"], HostConfig: { Binds: null, Memory: 1024 } },
      [[[1]]],
      "x",
      0.1,
    ];
    for (const sample of samples) {
      const text = JSON.stringify(sample, null, 2);
      expect(JSON.parse(JSON.stringify(parse(text)))).toEqual(sample);
    }
  });
});

describe("a JSON body that two readers could take for two things must be refused", () => {
  test.each([
    ["a repeated key", '{"Privileged":false,"Privileged":true}'],
    ["keys equal but for case", '{"Privileged":false,"privileged":true}'],
    ["a key repeated by an escape", '{"Image":"a","Im\\u0061ge":"b"}'],
    ["a key outside ASCII", '{"Privileged\u017f":true}'],
    ["an escaped key outside ASCII", '{"Hostconfig\\u017f":true}'],
    ["__proto__", '{"__proto__":{"Privileged":true}}'],
    ["__PROTO__", '{"__PROTO__":1}'],
    ["an escaped __proto__", '{"\\u005f_proto__":1}'],
    ["33 levels of lists", `${"[".repeat(34)}${"]".repeat(34)}`],
    ["33 levels of objects", `${'{"a":'.repeat(34)}1${"}".repeat(34)}`],
    ["an integer beyond 2^53", '{"Memory":9007199254740993}'],
    ["a huge exponent", "1e400"],
    ["a leading zero", "01"],
    ["a plus sign", "+1"],
    ["a trailing comma in a list", "[1,]"],
    ["a trailing comma in an object", '{"a":1,}'],
    ["a comment", '{"a":1/**/}'],
    ["single quotes", "{'a':1}"],
    ["NaN", "NaN"],
    ["a second value", "{} {}"],
    ["an unfinished value", '{"a":'],
    ["nothing", " "],
    ["a control character in a string", '"a\u0000b"'],
    ["a raw line break in a string", '"a\nb"'],
    ["a lone surrogate", '"\\ud800"'],
    ["an unknown escape", '"\\x41"'],
    ["a byte order mark", "\ufeff{}"],
  ])("%s", (_name, text) => {
    expect(() => parse(text)).toThrow(GateError);
  });

  test("bytes that are not UTF-8", () => {
    expect(() => parseStrictJson(Buffer.from([0x22, 0xc0, 0xae, 0x22]))).toThrow(GateError);
  });
});

test("the depth limit itself must be reachable", () => {
  expect(() => parse(`${"[".repeat(32)}${"]".repeat(32)}`)).not.toThrow();
});

test("an object must have no prototype that a missing key could be found in", () => {
  const value = parse('{"a":1}');
  expect(Object.getPrototypeOf(value)).toBeNull();
});

test("no mutation of a body may make the parser throw anything but a refusal", () => {
  const seed = '{"Image":"nginx","HostConfig":{"Binds":["/a:/b"],"Memory":1048576,"Privileged":false}}';
  const spice = ['"', "\\", "{", "}", "[", "]", ",", ":", "\u0000", "\u017f", "9", "e", "-", "\\u"];
  let state = 12345;
  const random = (below: number) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state % below;
  };
  for (let round = 0; round < 5000; round += 1) {
    const at = random(seed.length);
    const cut = random(4);
    const mutated = `${seed.slice(0, at)}${spice[random(spice.length)]}${seed.slice(at + cut)}`;
    let ours: unknown;
    try {
      ours = parse(mutated);
    } catch (error) {
      expect(error).toBeInstanceOf(GateError);
      continue;
    }
    // What we accept, the platform reads as the very same value.
    expect(JSON.parse(JSON.stringify(ours))).toEqual(JSON.parse(mutated));
  }
});
