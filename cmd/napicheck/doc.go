// Napicheck tells on which releases of Node.js a native addon works, and why
// not on the others, from the bytes of the addon alone.
//
//	napicheck [check] PATH...     verdict and findings for addons
//	napicheck symbols FILE        every fact of one addon, without judgement
//	napicheck matrix [WHAT]       what was measured about releases of Node.js
//	napicheck explain WHAT        what a rule means, what a symbol is
//	napicheck version             version of the program
//	napicheck completion SHELL    completion script for a shell
//
// check is the command when none is named. A file that is called like a
// command is checked as ./check.
//
// # Paths
//
// A PATH is a file, checked whatever its name, or a folder, of which all
// *.node files are checked, in any case of letters and in node_modules as
// well. Symbolic links are followed; each real file is checked once. A folder
// without any *.node file is an error, because then nothing was checked.
//
// # Verdicts
//
//	works on Node 18.17+, 21+     loads and runs there; every function it needs exists
//	built with Node-API 9         the version it declares; "which promises" is
//	                              what the documentation of that version covers,
//	                              where it differs from what works in fact
//	needs NODE_MODULE_VERSION 127 bound to the C++ ABI of one release line
//	not ABI-stable                Node-API, and V8 or node:: besides
//	unknown                       the bytes do not tell, for example because
//	                              the addon is packed or encrypted
//	not an addon                  readable, but nothing Node.js could load
//	unreadable                    damaged, truncated, or not to be opened
//
// # Findings
//
// An error fails for releases or systems that were promised; a warning fails
// for some users, or works by luck; a note is advice, counted, and printed
// with -v or when its rule or group is named with --enable. What is promised
// is --node or, without it, engines.node of the package around the file.
//
// # Exit codes
//
//	0    nothing as severe as --fail-on or more
//	1    findings
//	2    something could not be checked: bad input, usage, internal error;
//	     2 wins over 1
//	130  interrupted
//
// # Configuration
//
// .napicheck.yaml is searched in the working directory and above, up to the
// root of the repository. Flags win over it. Unknown fields are errors.
//
//	node: ">=18"          # or a list of releases
//	failOn: warning
//	enable: [hardening]
//	disable: [NC104]
//	format: json
//	hash: true
//	jobs: 4
//	verbose: false
//	color: auto
//
// # Output
//
// Standard output holds the report and nothing else; progress and warnings go
// to standard error. The order is that of the paths, and of names below each
// folder, however many jobs run. docs/output.md describes the JSON report.
//
// # Limitations
//
// Nothing is loaded or run. Functions that an addon looks up at run time are
// reported, but whether it calls them cannot be seen. Releases of Node.js newer
// than those measured are unknown.
package main
