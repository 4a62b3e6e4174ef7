package rules

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/napicheck/napicheck/matrix"
	"github.com/napicheck/napicheck/symbols"

	"github.com/napicheck/napicheck/internal/lazyregexp"
)

// What the loader of Node.js does changed in these releases. Measured by
// loading addons made for the purpose into the real binaries.
var (
	withoutFlag     = matrix.Version{Major: 8, Minor: 6}   // Node-API modules load without --napi-modules
	v8BySymbol      = matrix.Version{Major: 9, Minor: 8}   // node_register_module_vN is looked up by name
	v8SymbolAfter   = matrix.Version{Major: 10}            // ... also after a module registered with a wrong NODE_MODULE_VERSION
	nodeAPIBySymbol = matrix.Version{Major: 10, Minor: 1}  // napi_register_module_v1 is looked up by name
	versionRead18   = matrix.Version{Major: 18, Minor: 17} // node_api_module_get_api_version_v1 is called
	versionRead20   = matrix.Version{Major: 20, Minor: 2}  // likewise; 19 never does
	versionRead     = matrix.Version{Major: 21}            // likewise, from here on
)

// A cause tells rules why an outcome is what it is.
type cause int

const (
	noCause      cause = iota
	badImage           // no shared library
	missing            // a symbol is not exported
	unregistered       // no registration that any release understands
	tooOldHost         // a way to register that the release does not know yet
	wrongModules       // another NODE_MODULE_VERSION
	wrongVersion       // a Node-API version the release does not support
	regexClash         // functions of std::regex for two kinds of std::string
)

// A ruling is the outcome on one release and why.
type ruling struct {
	Outcome
	cause  cause
	reason string
	names  []string // of the symbols missing
}

var fine = ruling{Outcome: Works}

// oldest is the first major release line a Verdict covers.
const oldest = 8

// readsVersion reports whether release v asks a module registered by symbol
// for its Node-API version, and dies when it is higher than its own.
func readsVersion(v matrix.Version) bool {
	switch v.Major {
	case 18:
		return v.Compare(versionRead18) >= 0
	case 20:
		return v.Compare(versionRead20) >= 0
	}
	return v.Compare(versionRead) >= 0
}

// Judge foretells what every known Node.js release does with b. It judges what
// Node.js decides: registration, versions and the symbols Node.js exports.
// Other libraries the file needs, and the system it was built for, are not in it.
func Judge(b *symbols.Binary) *Verdict {
	j := newJudge(b)
	releases := matrix.Releases()
	v := Verdict{Outcomes: make([]ReleaseOutcome, 0, len(releases))}
	works, contract := make([]matrix.Version, 0, len(releases)), make([]matrix.Version, 0, len(releases))
	var o ruling
	news, documented := j.news(), matrix.DocumentedAcross(j.needs)
	for i, r := range releases {
		if r.Version.Major < oldest {
			continue
		}
		if news[i] {
			o = j.rule(i, r)
		}
		v.Outcomes = append(v.Outcomes, ReleaseOutcome{r.Version, o.Outcome, o.reason, o.cause, o.names})
		if o.Outcome == Works {
			works = append(works, r.Version)
		}
		if j.promised(r, documented != nil && documented[i]) {
			contract = append(contract, r.Version)
		}
	}
	v.Works, v.Contract = matrix.RangeOf(works), matrix.RangeOf(contract)
	v.contract = slices.Clip(contract)
	return &v
}

// On is the outcome on one release. For releases that package matrix does not
// know it is Unknown, with the reason.
func (v *Verdict) On(version matrix.Version) ReleaseOutcome {
	i, ok := slices.BinarySearchFunc(v.Outcomes, version, func(o ReleaseOutcome, w matrix.Version) int { return o.Version.Compare(w) })
	if ok {
		return v.Outcomes[i]
	}
	reason := "Node.js " + version.String() + " is not a release that was published"
	switch {
	case version.Major < oldest:
		reason = fmt.Sprintf("Node.js before %d.0.0 is not judged", oldest)
	case i > 0 && (i == len(v.Outcomes) || v.Outcomes[i].Version.Major > version.Major):
		last := v.Outcomes[i-1]
		reason = fmt.Sprintf("Node.js %s is newer than the releases known here (outcome on %s: %s)", version, last.Version, last.Outcome)
	}
	return ReleaseOutcome{Version: version, Outcome: Unknown, Reason: reason}
}

// Promises reports whether release version is in the contract.
func (v *Verdict) Promises(version matrix.Version) bool {
	_, ok := slices.BinarySearchFunc(v.contract, version, matrix.Version.Compare)
	return ok
}

// A want is an import that the host has to provide.
type want struct {
	name     string
	presence []matrix.Presence // in each of matrix.Releases
	elsewise bool              // may be spelled otherwise in the measured releases, so that absence proves nothing
	absent   Outcome           // what a release that lacks it does: Throws, DiesOnCall, or Unknown when the time of binding is
}

// maxWants bounds the work on hostile files. Real addons want a few hundred.
const maxWants = 4096

// A judge holds what an outcome depends on, read off one binary.
type judge struct {
	b             *symbols.Binary
	wants         []want
	unjudged      bool     // there are more than maxWants
	symbol        bool     // exports napi_register_module_v1
	constructor   bool     // registers with napi_module_register
	v8Constructor bool     // registers with node_module_register
	early         []string // symbols.Binary.InitCalls
	v8Symbols     []int    // N of every exported node_register_module_vN
	needs         int      // Node-API version that documentation asks for; 0 = no version promises this binary

	oldRegex []string    // see func oldRegex
	scratch  [4][]string // of rule
}

var v8Symbol = lazyregexp.New(`^node_register_module_v([0-9]{2,4})$`)

// v8Symbols lists N of every exported node_register_module_vN, ascending.
func v8Symbols(b *symbols.Binary) []int {
	if !slices.Contains(b.Registration, symbols.RegV8Symbol) {
		return nil
	}
	var all []int
	for _, e := range b.Exports {
		if m := v8Symbol().FindStringSubmatch(e.Name); m != nil {
			n, _ := strconv.Atoi(m[1])
			all = append(all, n)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func newJudge(b *symbols.Binary) *judge {
	j := &judge{
		b:             b,
		symbol:        slices.Contains(b.Registration, symbols.RegSymbol),
		constructor:   slices.Contains(b.Registration, symbols.RegConstructor),
		v8Constructor: slices.Contains(b.Registration, symbols.RegV8Constructor),
		early:         b.InitCalls,
		oldRegex:      first(oldRegex(b), 64),
	}
	j.v8Symbols = v8Symbols(b)
	j.collectWants()
	j.needs = j.documentedNeed()
	return j
}

func first(names []string, n int) []string { return names[:min(len(names), n)] }

func (j *judge) collectWants() {
	u := &j.b.Unstable
	host := map[string]bool{}
	for _, names := range [][]string{j.b.NodeAPI.Symbols, u.V8, u.Node, u.UV, u.Other} {
		for _, name := range names {
			host[name] = true
		}
	}
	for _, imp := range j.b.Imports {
		if !host[imp.Name] || imp.Weak || j.providedElsewhere(imp) {
			continue
		}
		if len(j.wants) == maxWants {
			j.unjudged = true
			break
		}
		w := want{name: imp.Name, presence: matrix.Across(imp.Name), elsewise: !j.sameMangling(imp.Name), absent: Unknown}
		bound := imp.Bound
		if bound == "" {
			bound = j.b.Binding
		}
		switch {
		case imp.Delay || bound == symbols.BindLazy:
			w.absent = DiesOnCall
		case bound == symbols.BindNow:
			w.absent = Throws
		}
		j.wants = append(j.wants, w)
	}
}

// libnode matches a Node.js that is a library. Where a binary needs one, the
// absence of a symbol from the executable proves nothing.
var libnode = lazyregexp.New(`(?i)^(lib)?(node|weak-node-api)\b`)

func (j *judge) providedElsewhere(imp symbols.Import) bool {
	if j.b.Format == symbols.PE {
		return j.b.Host == nil || !strings.EqualFold(imp.Library, j.b.Host.Library)
	}
	return slices.ContainsFunc(j.b.Needs, func(need string) bool {
		return libnode().MatchString(need[strings.LastIndexByte(need, '/')+1:])
	})
}

// news tells for each release whether anything a ruling depends on differs
// from the release before: few do, as symbols come and go rarely.
func (j *judge) news() []bool {
	news := slices.Clone(hostNews())
	differs := func(presence []matrix.Presence) {
		for i := 1; i < len(presence); i++ {
			if presence[i] != presence[i-1] {
				news[i] = true
			}
		}
	}
	for _, w := range j.wants {
		differs(w.presence)
	}
	for _, name := range j.oldRegex {
		differs(matrix.Across(name))
	}
	return news
}

// hostNews is news for a binary without wants.
var hostNews = sync.OnceValue(func() []bool {
	releases := matrix.Releases()
	news := make([]bool, len(releases))
	for i, r := range releases {
		news[i] = i == 0 || releases[i-1].Version.Major < oldest || facets(r) != facets(releases[i-1])
	}
	return news
})

// facets is all of a release that rulings depend on besides its symbols.
func facets(r matrix.Release) (f struct {
	modules, nodeAPI int
	known            [4]bool
	reads            bool
}) {
	f.modules, f.nodeAPI, f.reads = r.Modules, r.NodeAPI, readsVersion(r.Version)
	for i, since := range []matrix.Version{withoutFlag, v8BySymbol, v8SymbolAfter, nodeAPIBySymbol} {
		f.known[i] = r.Version.Compare(since) >= 0
	}
	return f
}

// rule judges r, release i of matrix.Releases; what happens first decides.
func (j *judge) rule(i int, r matrix.Release) ruling {
	switch j.b.Type {
	case symbols.Executable:
		return ruling{Throws, badImage, "it is an executable, which cannot be loaded as a library", nil}
	case symbols.Object:
		return ruling{Throws, badImage, "it is an object file, which was never linked into a library", nil}
	case symbols.OtherType:
		return ruling{Throws, badImage, "it is no shared library", nil}
	}
	now, lazily, sometime, unmeasured := j.scratch[0][:0], j.scratch[1][:0], j.scratch[2][:0], j.scratch[3][:0]
	for n := range j.wants {
		w := &j.wants[n]
		switch p := w.presence[i]; {
		case p == matrix.Present:
		case p == matrix.Unknown || w.elsewise:
			unmeasured = append(unmeasured, w.name)
		case w.absent == Throws:
			now = append(now, w.name)
		case w.absent == DiesOnCall:
			lazily = append(lazily, w.name)
		default:
			sometime = append(sometime, w.name)
		}
	}
	j.scratch = [...][]string{now, lazily, sometime, unmeasured}
	if len(now) > 0 {
		return lacks(Throws, "this release does not export %s, bound when the file is loaded", now)
	}
	if early := j.calledEarly(lazily); len(early) > 0 {
		return lacks(Crashes, "this release does not export %s, which is called while the file is loaded", early)
	}
	reg := j.register(r)
	switch {
	case reg.Outcome != Works:
		return reg
	case j.b.Payload != nil:
		return unknown(fmt.Sprintf("most of it is packed or encrypted (%s), so what it needs cannot be seen", j.b.Payload.Section))
	case len(lazily) > 0:
		return lacks(DiesOnCall, "this release does not export %s; the first call ends the process", lazily)
	case j.clash(i) == matrix.Present:
		return ruling{DiesOnCall, regexClash, "its std::regex works on the old std::string, and this release exports functions of the same names for the new one: the first regular expression corrupts memory", nil}
	case j.unjudged:
		return unknown(fmt.Sprintf("it imports more than the %d host symbols that are judged", maxWants))
	case !r.Known():
		return unknown("this release was not measured")
	case len(sometime) > 0:
		return lacks(Unknown, "this release does not export %s, and the file does not tell when that is bound", sometime)
	case len(unmeasured) > 0 && !j.holdsABI(r):
		return lacks(Unknown, "whether this release exports %s was not measured", unmeasured)
	case j.clash(i) == matrix.Unknown:
		return unknown("whether this release exports functions of std::regex, which clash with those of the addon, was not measured")
	}
	return fine
}

// calledEarly picks those of names that a constructor calls.
func (j *judge) calledEarly(names []string) (early []string) {
	for _, name := range j.early {
		if slices.Contains(names, name) {
			early = append(early, name)
		}
	}
	return early
}

// clash tells whether release i exports, and so replaces, functions of b's std::regex.
func (j *judge) clash(i int) matrix.Presence {
	p := matrix.Absent
	for _, name := range j.oldRegex {
		switch matrix.Across(name)[i] {
		case matrix.Present:
			return matrix.Present
		case matrix.Unknown:
			p = matrix.Unknown
		}
	}
	return p
}

func lacks(out Outcome, format string, names []string) ruling {
	return ruling{out, missing, fmt.Sprintf(format, fewFunctions(names, 3)), slices.Clone(names)}
}

// holdsABI reports whether Node.js loads b on release r because b was built for
// its NODE_MODULE_VERSION. The C++ of the host is then what b was built for,
// and what was not measured is there.
func (j *judge) holdsABI(r matrix.Release) bool {
	return j.v8Constructor && j.b.NodeModuleVersion == r.Modules || !j.constructor && slices.Contains(j.v8Symbols, r.Modules)
}

// sameMangling reports whether a host symbol of this binary is spelled as in
// the linux-x64 executables that were measured: names of C++ hold the sizes of
// integers and the inline namespaces of the standard library.
func (j *judge) sameMangling(name string) bool {
	if !strings.HasPrefix(name, "_Z") {
		return true
	}
	switch j.b.Arch {
	case "ia32", "arm", "mips", "mipsel", "ppc", "s390":
		return false
	}
	return j.b.Platform == "linux"
}

// register foretells what process.dlopen makes of the registration, once the
// file is loaded. A module that registered from a constructor is taken as it
// is; only without one does Node.js look for symbols by name.
func (j *judge) register(r matrix.Release) ruling {
	throws := func(c cause, format string, args ...any) ruling {
		return ruling{Throws, c, "did not self-register: " + fmt.Sprintf(format, args...), nil}
	}
	switch {
	case j.constructor && j.v8Constructor:
		if j.b.NodeModuleVersion != 0 && j.b.NodeModuleVersion == r.Modules {
			return j.nodeAPI(r)
		}
		return unknown("it registers both with Node-API and with V8, and which of the two counts depends on the order of its constructors")
	case j.constructor:
		return j.nodeAPI(r)
	case j.v8Constructor:
		return j.v8(r)
	case r.Modules == 0 && len(j.v8Symbols) > 0:
		return unknown("the NODE_MODULE_VERSION of this release is not known")
	case slices.Contains(j.v8Symbols, r.Modules) && r.Version.Compare(v8BySymbol) >= 0:
		return fine
	case j.symbol && r.Version.Compare(nodeAPIBySymbol) >= 0:
		return j.declared(r)
	case j.symbol && j.b.Payload != nil:
		return unknown("it may register from a constructor that cannot be seen")
	case j.symbol:
		return throws(tooOldHost, "Node.js finds napi_register_module_v1 by name only from %s", nodeAPIBySymbol)
	case slices.Contains(j.v8Symbols, r.Modules):
		return throws(tooOldHost, "Node.js finds node_register_module_vN by name only from %s", v8BySymbol)
	case len(j.v8Symbols) > 0:
		return throws(wrongModules, "it exports node_register_module_v%d, and this release looks for node_register_module_v%d", j.v8Symbols[0], r.Modules)
	case slices.Contains(j.b.Registration, symbols.RegV8Symbol):
		return throws(unregistered, "it registers as Node.js 0.10 wanted it")
	case j.b.Payload != nil:
		return unknown(fmt.Sprintf("its code is packed or encrypted (%s), so how it registers cannot be seen", j.b.Payload.Section))
	}
	return throws(unregistered, "it has no registration that Node.js knows")
}

func unknown(reason string) ruling { return ruling{Unknown, noCause, reason, nil} }

// nodeAPI is for modules registered by napi_module_register.
func (j *judge) nodeAPI(r matrix.Release) ruling {
	if r.Version.Compare(withoutFlag) < 0 {
		return ruling{Throws, tooOldHost, fmt.Sprintf("Node-API modules load only with --napi-modules before Node.js %s", withoutFlag), nil}
	}
	return fine
}

// v8 is for modules registered by node_module_register.
func (j *judge) v8(r matrix.Release) ruling {
	n := j.b.NodeModuleVersion
	switch {
	case n == 0:
		return unknown("the NODE_MODULE_VERSION it was built for cannot be read")
	case r.Modules == 0:
		return unknown("the NODE_MODULE_VERSION of this release is not known")
	case n == r.Modules:
		return fine
	case slices.Contains(j.v8Symbols, r.Modules) && r.Version.Compare(v8SymbolAfter) >= 0:
		return fine
	}
	return ruling{Throws, wrongModules, fmt.Sprintf("built for NODE_MODULE_VERSION %d, and this release has %d", n, r.Modules), nil}
}

// declared is for modules registered by symbol, which alone are asked for
// their Node-API version.
func (j *judge) declared(r matrix.Release) ruling {
	api := &j.b.NodeAPI
	switch {
	case !readsVersion(r.Version):
	case api.VersionSource == symbols.VersionUndecodable:
		return unknown("the Node-API version it declares cannot be read from its code")
	case api.VersionSource != symbols.VersionExport || api.Version == symbols.VersionExperimental:
	case r.NodeAPI == 0:
		return unknown("the Node-API version of this release is not known")
	case api.Version > r.NodeAPI:
		return ruling{Crashes, wrongVersion, fmt.Sprintf("it declares Node-API version %d, and this release supports up to %d", api.Version, r.NodeAPI), nil}
	}
	return fine
}

// documentedNeed is the Node-API version whose documentation covers b: that of
// its newest import, and the declared one where Node.js reads it. It is 0
// where no version does.
func (j *judge) documentedNeed() int {
	if !j.constructor && !j.symbol {
		return 0
	}
	need := 1
	for _, w := range j.wants {
		if !holds(j.b.NodeAPI.Symbols, w.name) {
			continue
		}
		s, _ := matrix.SymbolByName(w.name)
		if s.Version == 0 {
			return 0
		}
		need = max(need, s.Version)
	}
	if !j.constructor {
		switch j.b.NodeAPI.VersionSource {
		case symbols.VersionUndecodable:
			return 0
		case symbols.VersionExport:
			if j.b.NodeAPI.Version == symbols.VersionExperimental {
				return 0
			}
			need = max(need, j.b.NodeAPI.Version)
		}
	}
	return need
}

// promised reports whether documentation covers b on release r: the table of
// Node-API versions, which documented answers from, or for what uses C++ of V8
// or Node.js its NODE_MODULE_VERSION.
func (j *judge) promised(r matrix.Release, documented bool) bool {
	if !j.constructor && !j.symbol || j.v8Constructor || len(j.b.Unstable.V8)+len(j.b.Unstable.Node) > 0 {
		return j.register(r).Outcome == Works && r.Modules != 0 && (r.Modules == j.b.NodeModuleVersion || slices.Contains(j.v8Symbols, r.Modules))
	}
	return documented && (j.constructor || r.Version.Compare(nodeAPIBySymbol) >= 0)
}
