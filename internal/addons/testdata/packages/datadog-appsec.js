const { DDWAF } = require('@datadog/native-appsec');
const rules = { version: '2.2', metadata: { rules_version: '1.0.0' }, rules: [{ id: 'r1', name: 'rule', tags: { type: 't', category: 'c' }, conditions: [{ operator: 'match_regex', parameters: { inputs: [{ address: 'value' }], regex: 'att+ack' } }], transformers: [] }] };
const waf = new DDWAF(rules, 'default');
console.log(DDWAF.version().split('.').length, waf.disposed, [...waf.knownAddresses], waf.diagnostics.rules.loaded);
const context = waf.createContext();
const result = context.run({ persistent: { value: 'an attttack' } }, 1e7);
console.log(result.status, result.events[0].rule.id, result.events[0].rule_matches[0].parameters[0].value, result.timeout);
console.log(context.run({ persistent: { value: 'harmless' } }, 1e7).status ?? 'none');
context.dispose();
waf.dispose();
console.log(waf.disposed, context.disposed);
try { new DDWAF({}, 'x'); } catch (e) { console.log(e.constructor.name, e.message); }
try { waf.createContext(); } catch (e) { console.log(e.message); }
