// The gates are shown specs that are wrong in one way each, and must say so.
"use strict";

const assert = require("node:assert");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const test = require("node:test");
const { spawnSync } = require("node:child_process");

const SPECS = path.join(__dirname, "../../api-specs");
const VERSION = "redhatopenshift/stable/2020-04-30";

function judged(change, ...options) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "gates-"));
  try {
    fs.cpSync(path.join(SPECS, VERSION), path.join(folder, VERSION), { recursive: true });
    fs.cpSync(path.join(SPECS, "common-types"), path.join(folder, "common-types"), { recursive: true });
    const known = JSON.parse(fs.readFileSync(path.join(__dirname, "baseline.json"), "utf8"));
    const baseline = path.join(folder, "baseline.json");
    fs.writeFileSync(baseline, JSON.stringify({ "2020-04-30": known["2020-04-30"] }));
    change((name, edit) => {
      const file = path.join(folder, VERSION, name);
      const content = JSON.parse(fs.readFileSync(file, "utf8"));
      edit(content);
      fs.writeFileSync(file, JSON.stringify(content));
    }, baseline);
    const env = { ...process.env, SPECS: folder, BASELINE: baseline };
    const done = spawnSync(process.execPath, [path.join(__dirname, "gates.js"), ...options], { env });
    return { code: done.status, said: `${done.stdout}${done.stderr}`, baseline: fs.readFileSync(baseline, "utf8") };
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

test("a spec as it is passes", () => {
  const { code, said } = judged(() => {});
  assert.strictEqual(code, 0, said);
});

test("an example that does not fit its schema is told", () => {
  const { code, said } = judged((edit) => {
    edit("examples/OpenShiftClusters_Get.json", (example) => {
      example.responses["200"].body.location = 7;
    });
  });
  assert.strictEqual(code, 1);
  assert.match(said, /2020-04-30: example: INVALID_TYPE: OpenShiftClusters_Get.json/);
});

test("a spec that means nothing is told", () => {
  const { code, said } = judged((edit) => {
    edit("redhatopenshift.json", (spec) => {
      const get = Object.values(spec.paths).find((operations) => operations.put).get;
      get.parameters.push({ name: "nowhere", in: "path", required: true, type: "string", description: "x" });
    });
  });
  assert.strictEqual(code, 1);
  assert.match(said, /2020-04-30: semantics: /);
});

test("a new finding of Azure's rules is told with its place, and --shrink does not take it in", () => {
  const breaks = (edit) => {
    edit("redhatopenshift.json", (spec) => {
      for (const operations of Object.values(spec.paths)) {
        if (operations.put) operations.put.operationId = "OpenShiftClusters_Put_It";
      }
    });
  };
  for (const options of [[], ["--shrink"]]) {
    const { code, said } = judged(breaks, ...options);
    assert.strictEqual(code, 1);
    assert.match(said, /2020-04-30: \w+ is found \d+ times, \d+ are known:\n {4}paths\./);
  }
});

test("a finding that went away must leave the baseline, by --shrink", () => {
  const grow = (edit, baseline) => {
    const known = JSON.parse(fs.readFileSync(baseline, "utf8"));
    known["2020-04-30"].LroErrorContent += 1;
    fs.writeFileSync(baseline, JSON.stringify(known));
  };
  const stale = judged(grow);
  assert.strictEqual(stale.code, 1);
  assert.match(stale.said, /LroErrorContent is found 3 times, baseline.json knows 4/);
  const shrunk = judged(grow, "--shrink");
  assert.strictEqual(shrunk.code, 0, shrunk.said);
  assert.strictEqual(JSON.parse(shrunk.baseline)["2020-04-30"].LroErrorContent, 3);
});
