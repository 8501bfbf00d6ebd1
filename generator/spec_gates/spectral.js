// Azure's ARM rules as Spectral takes them: the package's rules carry keys of its own, which Spectral refuses.
"use strict";

const rulesets = require("@microsoft.azure/openapi-validator-rulesets");

const ruleset = rulesets.spectralRulesets.azARM;
rulesets.deleteRulesPropertiesInPayloadNotValidForSpectralRules(ruleset);
module.exports = ruleset;
