package rules

// NodeImport finds imports of node:: functions.
var NodeImport = &Rule{
	ID: "node-import", Code: "NC202", Severity: Error,
	Doc: `Imports C++ functions of Node.js

The functions of namespace node are tied to one NODE_MODULE_VERSION like those
of V8, and some come and go within one. An addon that registers with Node-API
and calls them is loaded by releases that no longer have them.

Use the Node-API functions for the purpose: napi_add_env_cleanup_hook,
napi_make_callback, napi_get_uv_event_loop, napi_fatal_error and so on.`,
	Run: nodeImport,
}

func nodeImport(p *Pass) {
	p.hostCXX("Node.js", p.Binary.Unstable.Node)
}
