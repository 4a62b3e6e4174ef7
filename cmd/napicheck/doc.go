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
// A PATH is one of these:
//
//   - a file, checked whatever its name;
//   - an archive (.tgz, .tar.gz, .tar, .tar.zst, .zip), told by its bytes
//     unless its name ends in .node: all *.node files in it, and in the
//     prebuild archives in its prebuilds folder;
//   - a folder: all *.node files below it, in any case of letters. Packages in
//     node_modules (of npm, pnpm or yarn) and in yarn's cache are among them;
//   - npm:NAME, npm:NAME@RANGE, npm:NAME@TAG: that package of the registry,
//     with all platform packages among its optionalDependencies. --last N or
//     --all-versions check its history, newest first;
//   - package-lock.json, npm-shrinkwrap.json (lockfileVersion 2 or 3): every
//     package in it that can carry native code, of exactly that version and
//     integrity. What comes from git, files or links is told as not checked.
//
// Symbolic links are followed; each real file is checked once. A PATH without
// any *.node file is an error, because then nothing was checked; a lock file
// without native packages is not.
//
// Packages of the registry are fetched by the npm in PATH, run in the working
// directory: registries, proxies and tokens are those of its configuration. No
// script of any package is run. Names are never used as names of files; large
// members of archives pass through temporary files without a name. Archives
// of more than 262144 entries, those that unpack to more than 200 times their
// size (above 64 MiB) or to more than 8 GiB, and those nested deeper than one
// level are read no further, which makes them unreadable.
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
// Archives packed with xz or bzip2 are not read. Without
// --load nothing is loaded or run: functions that an addon looks up at run time
// are reported, but whether it calls them cannot be seen. Releases of Node.js newer
// than those measured are unknown.
package main
