// Judges every spec under api-specs/redhatopenshift without network: examples and semantics by oav (nothing
// may be found), Azure's rules by Spectral (no more than baseline.json says, which may only shrink).
//
//   node gates.js          prints what is new and exits with 1, else one line
//   node gates.js --shrink writes what is left into baseline.json; refuses to let it grow
"use strict";

const fs = require("fs");
const path = require("path");
const { execFileSync } = require("child_process");

const HERE = __dirname;
const SPECS = path.resolve(process.env.SPECS || path.join(HERE, "../../api-specs"));
const BASELINE = process.env.BASELINE || path.join(HERE, "baseline.json");
// oav knows the example schema by an older address than the one that today's specs name.
const EXAMPLE_SCHEMA =
  "https://raw.githubusercontent.com/Azure/autorest/main/packages/libs/autorest-schemas/example-schema.json";

function specs() {
  const found = [];
  for (const kind of ["stable", "preview"]) {
    const folder = path.join(SPECS, "redhatopenshift", kind);
    for (const version of fs.existsSync(folder) ? fs.readdirSync(folder).sort() : []) {
      found.push({ version, file: path.join(folder, version, "redhatopenshift.json") });
    }
  }
  return found;
}

function preloadExampleSchema() {
  const { FileLoader } = require("oav/dist/lib/swagger/fileLoader.js");
  const preload = FileLoader.prototype.preloadExtraFile;
  FileLoader.prototype.preloadExtraFile = function (name, content) {
    preload.call(this, name, content);
    if (name.endsWith("/example-schema.json")) preload.call(this, EXAMPLE_SCHEMA, content);
  };
}

async function quietly(work) {
  const write = process.stdout.write;
  process.stdout.write = () => true;
  try {
    return await work();
  } finally {
    process.stdout.write = write;
  }
}

function told(gate, version, finding) {
  const where = finding.exampleUrl ? path.basename(finding.exampleUrl) + " " : "";
  const at = finding.exampleJsonPath || finding.jsonPath || "";
  return `${version}: ${gate}: ${finding.code}: ${where}${at}: ${finding.message}`;
}

async function oavFindings({ version, file }) {
  const { validateExamples } = require("oav");
  const examples = await quietly(() => validateExamples(file, undefined, { consoleLogLevel: "off" }));
  const semantics = await quietly(() => semanticFindings(file));
  return [
    ...examples.map((finding) => told("example", version, finding)),
    ...semantics.map((finding) => told("semantics", version, finding)),
  ];
}

// Not by oav's validateSpec: that one fails to print what it found.
async function semanticFindings(file) {
  const { SemanticValidator } = require("oav/dist/lib/swaggerValidator/semanticValidator.js");
  const validator = new SemanticValidator(file, null);
  try {
    await validator.initialize();
    return (await validator.validateSpec()).errors;
  } catch (error) {
    return [{ code: "UNREADABLE", message: error.message }];
  }
}

function spectralFindings(all) {
  const cli = require.resolve("@stoplight/spectral-cli/dist/index.js");
  const ruleset = path.join(HERE, "spectral.js");
  const files = all.map((spec) => spec.file);
  const wanted = ["lint", "-r", ruleset, "-f", "json", "--quiet", "--fail-severity", "error", ...files];
  let text;
  try {
    text = execFileSync(process.execPath, [cli, ...wanted], { maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "pipe"] });
  } catch (error) {
    if (error.status !== 1 || !error.stdout.length) throw error;
    text = error.stdout;
  }
  return JSON.parse(text);
}

function counted(findings, all) {
  const counts = {};
  for (const finding of findings) {
    const spec = all.find(({ file }) => finding.source && finding.source.startsWith(path.dirname(file)));
    const version = spec ? spec.version : "common-types";
    counts[version] = counts[version] || {};
    counts[version][finding.code] = (counts[version][finding.code] || 0) + 1;
  }
  return counts;
}

function sorted(counts) {
  const copy = {};
  for (const version of Object.keys(counts).sort()) {
    copy[version] = {};
    for (const rule of Object.keys(counts[version]).sort()) copy[version][rule] = counts[version][rule];
  }
  return copy;
}

function differences(counts, baseline) {
  const grown = [];
  const shrunk = [];
  for (const version of new Set([...Object.keys(counts), ...Object.keys(baseline)])) {
    const now = counts[version] || {};
    const before = baseline[version] || {};
    for (const rule of new Set([...Object.keys(now), ...Object.keys(before)])) {
      const [n, b] = [now[rule] || 0, before[rule] || 0];
      if (n > b) grown.push({ version, rule, n, b });
      if (n < b) shrunk.push({ version, rule, n, b });
    }
  }
  return { grown, shrunk };
}

function explain(findings, { version, rule, n, b }) {
  const head = `${version}: ${rule} is found ${n} times, ${b} are known:`;
  const lines = findings
    .filter((finding) => finding.code === rule && finding.source.includes(`/${version}/`))
    .map((finding) => `    ${finding.path.join(".")}: ${finding.message}`);
  return [head, ...lines].join("\n");
}

async function main(shrinks) {
  preloadExampleSchema();
  const all = specs();
  const wrong = [];
  for (const spec of all) wrong.push(...(await oavFindings(spec)));
  const findings = spectralFindings(all);
  const counts = sorted(counted(findings, all));
  const baseline = fs.existsSync(BASELINE) ? JSON.parse(fs.readFileSync(BASELINE, "utf8")) : null;
  const { grown, shrunk } = differences(counts, baseline || (shrinks ? counts : {}));
  wrong.push(...grown.map((change) => explain(findings, change)));
  if (wrong.length === 0 && shrinks) {
    fs.writeFileSync(BASELINE, JSON.stringify(counts, null, 2) + "\n");
  } else {
    for (const { version, rule, n, b } of shrunk) {
      wrong.push(`${version}: ${rule} is found ${n} times, baseline.json knows ${b}: run \`make spec-gates SHRINK=1\``);
    }
  }
  if (wrong.length) {
    console.error(wrong.join("\n"));
    return 1;
  }
  console.log(`${all.length} specs: examples and semantics without findings, ${findings.length} known findings of Azure's rules`);
  return 0;
}

main(process.argv.includes("--shrink")).then((code) => {
  process.exitCode = code;
});
