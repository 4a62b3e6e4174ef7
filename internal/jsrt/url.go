package jsrt

import (
	"errors"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/dop251/goja"
)

// URLs by the WHATWG URL Standard, https://url.spec.whatwg.org.

type webURL struct {
	scheme, user, password string
	host                   *string
	port                   int // -1 = none
	path                   []string
	opaque                 *string // the path, if it is opaque
	query, fragment        *string
}

var errURL = errors.New("invalid URL")

var specialPorts = map[string]int{"ftp": 21, "file": -1, "http": 80, "https": 443, "ws": 80, "wss": 443}

func (u *webURL) special() bool { _, ok := specialPorts[u.scheme]; return ok }

// Percent-encode sets, each with the one before.
const (
	setControl = iota
	setFragment
	setQuery
	setSpecialQuery
	setPath
	setUserinfo
	setComponent
)

func inSet(c byte, set int) bool {
	if c < 0x20 || c > 0x7e {
		return true
	}
	switch set {
	case setFragment:
		return strings.IndexByte(" \"<>`", c) >= 0
	case setQuery:
		return strings.IndexByte(" \"#<>", c) >= 0
	case setSpecialQuery:
		return strings.IndexByte(" \"#<>'", c) >= 0
	case setPath:
		return strings.IndexByte(" \"#<>?^`{}", c) >= 0
	case setUserinfo:
		return strings.IndexByte(" \"#<>?`{}/:;=@[\\]^|", c) >= 0
	case setComponent:
		return strings.IndexByte(" \"#<>?`{}/:;=@[\\]^|$&+,%", c) >= 0
	}
	return false
}

func percentEncode(s string, set int) string {
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; inSet(c, set) {
			const hex = "0123456789ABCDEF"
			b.WriteByte('%')
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

func percentDecode(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]) {
			n, _ := strconv.ParseUint(s[i+1:i+3], 16, 8)
			b.WriteByte(byte(n))
			i += 2
			continue
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

func isAlpha(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// parseURL parses s, relative to base if that is not nil.
func parseURL(s string, base *webURL) (*webURL, error) {
	u := &webURL{port: -1}
	if err := u.parse(s, base); err != nil {
		return nil, err
	}
	return u, nil
}

func (u *webURL) parse(s string, base *webURL) error {
	s = strings.TrimFunc(s, func(r rune) bool { return r <= 0x20 })
	s = removeTabs(s)
	// Scheme.
	if n := schemeLength(s); n > 0 {
		u.scheme = strings.ToLower(s[:n])
		rest := s[n+1:]
		switch {
		case u.scheme == "file":
			return u.parseFile(rest, base)
		case u.special() && base != nil && base.scheme == u.scheme && !strings.HasPrefix(rest, "//"):
			return u.parseRelative(rest, base)
		case u.special():
			return u.parseAuthority(strings.TrimLeft(rest, "/\\"))
		case strings.HasPrefix(rest, "//"):
			return u.parseAuthority(rest[2:])
		case strings.HasPrefix(rest, "/"):
			u.tail(rest)
			return nil
		}
		u.opaqueTail(rest)
		return nil
	}
	if base == nil {
		return errURL
	}
	if base.opaque != nil {
		if !strings.HasPrefix(s, "#") {
			return errURL
		}
		*u = *base
		f := percentEncode(s[1:], setFragment)
		u.fragment = &f
		return nil
	}
	u.scheme = base.scheme
	if base.scheme == "file" {
		return u.parseFile(s, base)
	}
	return u.parseRelative(s, base)
}

func removeTabs(s string) string {
	if !strings.ContainsAny(s, "\t\n\r") {
		return s
	}
	return strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(s)
}

func schemeLength(s string) int {
	for i := range len(s) {
		switch c := s[i]; {
		case c == ':' && i > 0:
			return i
		case isAlpha(c), i > 0 && (isDigit(c) || c == '+' || c == '-' || c == '.'):
		default:
			return 0
		}
	}
	return 0
}

func (u *webURL) slash(c byte) bool { return c == '/' || c == '\\' && u.special() }

func (u *webURL) parseRelative(s string, base *webURL) error {
	u.scheme = base.scheme
	if s != "" && u.slash(s[0]) {
		if len(s) > 1 && u.slash(s[1]) {
			if u.special() {
				return u.parseAuthority(strings.TrimLeft(s, "/\\"))
			}
			return u.parseAuthority(s[2:])
		}
		u.user, u.password, u.host, u.port = base.user, base.password, base.host, base.port
		u.tail(s)
		return nil
	}
	u.user, u.password, u.host, u.port = base.user, base.password, base.host, base.port
	u.path = append([]string(nil), base.path...)
	u.query = base.query
	u.mergeTail(s)
	return nil
}

// mergeTail puts a relative reference without leading slash on the base's path.
func (u *webURL) mergeTail(s string) {
	switch {
	case s == "":
	case s[0] == '?', s[0] == '#':
		u.queryAndFragment(s)
	default:
		u.query = nil
		if len(u.path) > 0 && (u.scheme != "file" || len(u.path) > 1 || !isDriveLetter(u.path[0], true)) {
			u.path = u.path[:len(u.path)-1]
		}
		u.tail(s)
	}
}

func isDriveLetter(s string, normalized bool) bool {
	return len(s) == 2 && isAlpha(s[0]) && (s[1] == ':' || s[1] == '|' && !normalized)
}

func startsWithDrive(s string) bool {
	return len(s) >= 2 && isDriveLetter(s[:2], false) && (len(s) == 2 || strings.IndexByte("/\\?#", s[2]) >= 0)
}

func (u *webURL) parseFile(s string, base *webURL) error {
	empty := ""
	u.scheme, u.host = "file", &empty
	if base != nil && base.scheme != "file" {
		base = nil
	}
	switch {
	case s != "" && (s[0] == '/' || s[0] == '\\'):
		if len(s) > 1 && (s[1] == '/' || s[1] == '\\') {
			s = s[2:]
			end := strings.IndexAny(s, "/\\?#")
			if end < 0 {
				end = len(s)
			}
			host := s[:end]
			if isDriveLetter(host, false) {
				u.tail("/" + s)
				return nil
			}
			if host != "" {
				h, err := parseHost(host, true)
				if err != nil {
					return err
				}
				if h == "localhost" {
					h = ""
				}
				u.host = &h
			}
			u.tail(s[end:])
			return nil
		}
		if base != nil {
			u.host = base.host
			if !startsWithDrive(s[1:]) && len(base.path) > 0 && isDriveLetter(base.path[0], true) {
				u.path = append(u.path, base.path[0])
			}
		}
		u.tail(s)
	case base != nil:
		u.host, u.path, u.query = base.host, append([]string(nil), base.path...), base.query
		if s != "" && s[0] != '?' && s[0] != '#' && startsWithDrive(s) {
			u.path = nil
		}
		u.mergeTail(s)
	default:
		u.tail(s)
	}
	return nil
}

func (u *webURL) parseAuthority(s string) error {
	stop := "/?#"
	if u.special() {
		stop = "/?#\\"
	}
	end := strings.IndexAny(s, stop)
	if end < 0 {
		end = len(s)
	}
	authority := s[:end]
	hadAt := false
	if at := strings.LastIndexByte(authority, '@'); at >= 0 {
		hadAt = true
		user, password, _ := strings.Cut(authority[:at], ":")
		u.user, u.password = percentEncode(user, setUserinfo), percentEncode(password, setUserinfo)
		authority = authority[at+1:]
		if authority == "" {
			return errURL
		}
	}
	if err := u.setHostPort(authority); err != nil {
		return err
	}
	if *u.host == "" && (u.special() || hadAt || u.port >= 0) {
		return errURL
	}
	u.tail(s[end:])
	return nil
}

func splitPort(s string) (host, port string, has bool) {
	i := strings.LastIndexByte(s, ':')
	if i < 0 || strings.LastIndexByte(s, ']') > i {
		return s, "", false
	}
	return s[:i], s[i+1:], true
}

func (u *webURL) setHostPort(s string) error {
	host, port, has := splitPort(s)
	if host == "" && has {
		return errURL
	}
	h, err := parseHost(host, u.special())
	if err != nil {
		return err
	}
	u.host = &h
	if has {
		return u.setPort(port)
	}
	return nil
}

func (u *webURL) setPort(port string) error {
	u.port = -1
	if port == "" {
		return nil
	}
	n := 0
	for i := range len(port) {
		if !isDigit(port[i]) {
			return errURL
		}
		if n = n*10 + int(port[i]-'0'); n > 65535 {
			return errURL
		}
	}
	if d, ok := specialPorts[u.scheme]; !ok || d != n {
		u.port = n
	}
	return nil
}

// tail parses path, query and fragment.
func (u *webURL) tail(s string) {
	end := strings.IndexAny(s, "?#")
	if end < 0 {
		end = len(s)
	}
	u.appendPath(s[:end])
	u.queryAndFragment(s[end:])
}

func (u *webURL) appendPath(s string) {
	if s == "" && !u.special() {
		return
	}
	if s != "" && u.slash(s[0]) {
		s = s[1:]
	}
	for {
		end := 0
		for end < len(s) && !u.slash(s[end]) {
			end++
		}
		part, last := s[:end], end == len(s)
		switch strings.ReplaceAll(strings.ToLower(part), "%2e", ".") {
		case "..":
			if n := len(u.path); n > 0 && (u.scheme != "file" || n > 1 || !isDriveLetter(u.path[0], true)) {
				u.path = u.path[:n-1]
			}
			if last {
				u.path = append(u.path, "")
			}
		case ".":
			if last {
				u.path = append(u.path, "")
			}
		default:
			if u.scheme == "file" && len(u.path) == 0 && isDriveLetter(part, false) {
				part = part[:1] + ":"
			}
			u.path = append(u.path, percentEncode(part, setPath))
		}
		if last {
			return
		}
		s = s[end+1:]
	}
}

func (u *webURL) queryAndFragment(s string) {
	if s == "" {
		return
	}
	before, fragment, has := strings.Cut(s, "#")
	if strings.HasPrefix(before, "?") {
		set := setQuery
		if u.special() {
			set = setSpecialQuery
		}
		q := percentEncode(before[1:], set)
		u.query = &q
	}
	if has {
		f := percentEncode(fragment, setFragment)
		u.fragment = &f
	}
}

func (u *webURL) opaqueTail(s string) {
	end := strings.IndexAny(s, "?#")
	if end < 0 {
		end = len(s)
	}
	p := percentEncode(s[:end], setControl)
	u.opaque = &p
	u.queryAndFragment(s[end:])
}

// parseHost is the host in its serialized form.
func parseHost(s string, special bool) (string, error) {
	if strings.HasPrefix(s, "[") {
		if !strings.HasSuffix(s, "]") {
			return "", errURL
		}
		ip, err := parseIPv6(s[1 : len(s)-1])
		if err != nil {
			return "", err
		}
		return "[" + ip + "]", nil
	}
	const forbidden = "\x00\t\n\r #/:<>?@[\\]^|"
	if !special {
		if strings.ContainsAny(s, forbidden) {
			return "", errURL
		}
		return percentEncode(s, setControl), nil
	}
	if s == "" {
		return "", nil
	}
	domain := percentDecode(s)
	if !utf8.ValidString(domain) {
		return "", errURL
	}
	ascii, err := domainToASCII(domain)
	if err != nil || ascii == "" {
		return "", errURL
	}
	for i := range len(ascii) {
		if c := ascii[i]; c < 0x21 || c == '%' || c == 0x7f || strings.IndexByte(forbidden, c) >= 0 {
			return "", errURL
		}
	}
	return parseIPv4(ascii)
}

// domainToASCII lowers a domain and encodes its labels by Punycode. The
// mapping of IDNA beyond lower case is left out.
func domainToASCII(s string) (string, error) {
	labels := strings.Split(strings.NewReplacer("。", ".", "．", ".", "｡", ".").Replace(strings.ToLower(s)), ".")
	for i, l := range labels {
		ascii := true
		for k := range len(l) {
			ascii = ascii && l[k] < 0x80
		}
		if !ascii {
			p, err := punycode(l)
			if err != nil {
				return "", err
			}
			labels[i] = "xn--" + p
		}
	}
	return strings.Join(labels, "."), nil
}

// punycode encodes by RFC 3492.
func punycode(s string) (string, error) {
	runes := []rune(s)
	var out []byte
	for _, r := range runes {
		if r < 0x80 {
			out = append(out, byte(r))
		}
	}
	basic := len(out)
	handled := basic
	if basic > 0 {
		out = append(out, '-')
	}
	n, delta, bias := rune(128), 0, 72
	adapt := func(delta, count int, first bool) int {
		if first {
			delta /= 700
		} else {
			delta /= 2
		}
		delta += delta / count
		k := 0
		for ; delta > 455; k += 36 {
			delta /= 35
		}
		return k + 36*delta/(delta+38)
	}
	for handled < len(runes) {
		next := rune(math.MaxInt32)
		for _, r := range runes {
			if r >= n && r < next {
				next = r
			}
		}
		delta += int(next-n) * (handled + 1)
		if delta < 0 {
			return "", errURL
		}
		n = next
		for _, r := range runes {
			if r < n {
				delta++
			}
			if r != n {
				continue
			}
			q := delta
			for k := 36; ; k += 36 {
				t := min(max(k-bias, 1), 26)
				if q < t {
					break
				}
				out = append(out, "abcdefghijklmnopqrstuvwxyz0123456789"[t+(q-t)%(36-t)])
				q = (q - t) / (36 - t)
			}
			out = append(out, "abcdefghijklmnopqrstuvwxyz0123456789"[q])
			bias = adapt(delta, handled+1, handled == basic)
			delta = 0
			handled++
		}
		delta++
		n++
	}
	return string(out), nil
}

// parseIPv4 gives an address its usual form; a host that is none stays.
func parseIPv4(s string) (string, error) {
	parts := strings.Split(s, ".")
	if len(parts) > 1 && parts[len(parts)-1] == "" {
		parts = parts[:len(parts)-1]
	}
	last := parts[len(parts)-1]
	numeric := last != ""
	for i := range len(last) {
		numeric = numeric && isDigit(last[i])
	}
	if _, err := ipNumber(last); !numeric && (err != nil || !strings.HasPrefix(last, "0x")) {
		return s, nil
	}
	if len(parts) > 4 {
		return "", errURL
	}
	var address uint64
	for i, p := range parts {
		n, err := ipNumber(p)
		if err != nil {
			return "", errURL
		}
		if i < len(parts)-1 {
			if n > 255 {
				return "", errURL
			}
			address |= n << (8 * (3 - i))
			continue
		}
		if n >= 1<<(8*(5-len(parts))) {
			return "", errURL
		}
		address |= n
	}
	return strconv.Itoa(int(address>>24)) + "." + strconv.Itoa(int(address>>16&255)) + "." + strconv.Itoa(int(address>>8&255)) + "." + strconv.Itoa(int(address&255)), nil
}

func ipNumber(s string) (uint64, error) {
	switch {
	case s == "":
		return 0, errURL
	case strings.HasPrefix(s, "0x"):
		if s == "0x" {
			return 0, nil
		}
		return strconv.ParseUint(s[2:], 16, 64)
	case len(s) > 1 && s[0] == '0':
		return strconv.ParseUint(s[1:], 8, 64)
	}
	return strconv.ParseUint(s, 10, 64)
}

func parseIPv6(s string) (string, error) {
	var a [8]uint16
	n, squeeze := 0, -1
	if strings.HasPrefix(s, "::") {
		s, squeeze = s[2:], 0
	} else if strings.HasPrefix(s, ":") {
		return "", errURL
	}
	for s != "" {
		if n == 8 {
			return "", errURL
		}
		if s[0] == ':' {
			if squeeze >= 0 {
				return "", errURL
			}
			s, squeeze = s[1:], n
			continue
		}
		end := 0
		for end < len(s) && end < 4 && isHex(s[end]) {
			end++
		}
		if end < len(s) && s[end] == '.' {
			parts := strings.Split(s, ".")
			if len(parts) != 4 || n > 6 {
				return "", errURL
			}
			var v [4]uint16
			for i, p := range parts {
				x, err := strconv.ParseUint(p, 10, 8)
				if err != nil || len(p) > 1 && p[0] == '0' {
					return "", errURL
				}
				v[i] = uint16(x)
			}
			a[n], a[n+1] = v[0]<<8|v[1], v[2]<<8|v[3]
			n += 2
			s = ""
			break
		}
		x, err := strconv.ParseUint(s[:end], 16, 16)
		if err != nil {
			return "", errURL
		}
		a[n] = uint16(x)
		n++
		s = s[end:]
		if s != "" {
			if s[0] != ':' || len(s) == 1 {
				return "", errURL
			}
			s = s[1:]
		}
	}
	if squeeze >= 0 {
		moved := n - squeeze
		copy(a[8-moved:], a[squeeze:n])
		for i := squeeze; i < 8-moved; i++ {
			a[i] = 0
		}
	} else if n != 8 {
		return "", errURL
	}
	// The longest run of zeros is left out.
	best, length := -1, 1
	for i := 0; i < 8; i++ {
		j := i
		for j < 8 && a[j] == 0 {
			j++
		}
		if j-i > length {
			best, length = i, j-i
		}
		i = max(i, j-1)
	}
	var b strings.Builder
	for i := 0; i < 8; i++ {
		if i == best {
			b.WriteString("::")
			i += length - 1
			continue
		}
		if i > 0 && i != best+length {
			b.WriteByte(':')
		}
		b.WriteString(strconv.FormatUint(uint64(a[i]), 16))
	}
	return b.String(), nil
}

func (u *webURL) pathname() string {
	if u.opaque != nil {
		return *u.opaque
	}
	if len(u.path) == 0 {
		return ""
	}
	return "/" + strings.Join(u.path, "/")
}

func (u *webURL) hostPort() string {
	if u.host == nil {
		return ""
	}
	if u.port < 0 {
		return *u.host
	}
	return *u.host + ":" + strconv.Itoa(u.port)
}

func (u *webURL) href() string {
	var b strings.Builder
	b.WriteString(u.scheme + ":")
	switch {
	case u.host != nil:
		b.WriteString("//")
		if u.user != "" || u.password != "" {
			b.WriteString(u.user)
			if u.password != "" {
				b.WriteString(":" + u.password)
			}
			b.WriteByte('@')
		}
		b.WriteString(u.hostPort())
	case u.opaque == nil && len(u.path) > 1 && u.path[0] == "":
		b.WriteString("/.")
	}
	b.WriteString(u.pathname())
	if u.query != nil {
		b.WriteString("?" + *u.query)
	}
	if u.fragment != nil {
		b.WriteString("#" + *u.fragment)
	}
	return b.String()
}

func (u *webURL) origin() string {
	switch u.scheme {
	case "ftp", "http", "https", "ws", "wss":
		return u.scheme + "://" + u.hostPort()
	case "blob":
		if inner, err := parseURL(u.pathname(), nil); err == nil && (inner.scheme == "http" || inner.scheme == "https") {
			return inner.origin()
		}
	}
	return "null"
}

// set is the setter of a property of URL; it changes nothing if value is unfit.
func (u *webURL) set(property, value string) {
	old := *u
	cannotHaveAuthority := u.host == nil || *u.host == "" || u.scheme == "file"
	var err error
	switch property {
	case "protocol":
		value = removeTabs(value)
		if !strings.Contains(value, ":") {
			value += ":"
		}
		n := schemeLength(value)
		if n == 0 {
			return
		}
		next := webURL{scheme: strings.ToLower(value[:n])}
		if next.special() != u.special() || next.scheme == "file" && (u.user != "" || u.password != "" || u.port >= 0) || u.scheme == "file" && *u.host == "" {
			return
		}
		u.scheme = next.scheme
		if d, ok := specialPorts[u.scheme]; ok && d == u.port {
			u.port = -1
		}
	case "username":
		if !cannotHaveAuthority {
			u.user = percentEncode(value, setUserinfo)
		}
	case "password":
		if !cannotHaveAuthority {
			u.password = percentEncode(value, setUserinfo)
		}
	case "host", "hostname":
		if u.opaque != nil {
			return
		}
		value = removeTabs(value)
		stop := "/?#"
		if u.special() {
			stop = "/?#\\"
		}
		if i := strings.IndexAny(value, stop); i >= 0 {
			value = value[:i]
		}
		if strings.Contains(value, "@") {
			return
		}
		host, port, has := splitPort(value)
		if property == "hostname" && has {
			return
		}
		if host == "" && (u.special() && u.scheme != "file" || has || u.user != "" || u.password != "" || u.port >= 0) {
			return
		}
		var h string
		if h, err = parseHost(host, u.special()); err == nil {
			if u.scheme == "file" && h == "localhost" {
				h = ""
			}
			u.host = &h
			if digits := leadingDigits(port); has && digits != "" {
				err = u.setPort(digits)
			}
		}
	case "port":
		if cannotHaveAuthority {
			return
		}
		value = removeTabs(value)
		digits := leadingDigits(value)
		if value != "" && digits == "" {
			return
		}
		err = u.setPort(digits)
	case "pathname":
		if u.opaque != nil {
			return
		}
		u.path = nil
		value = removeTabs(value)
		value = strings.NewReplacer("?", "%3F", "#", "%23").Replace(value)
		u.appendPath(value)
	case "search":
		u.query = nil
		if value = strings.TrimPrefix(removeTabs(value), "?"); value != "" {
			set := setQuery
			if u.special() {
				set = setSpecialQuery
			}
			q := percentEncode(value, set)
			u.query = &q
		}
	case "hash":
		u.fragment = nil
		if value = strings.TrimPrefix(removeTabs(value), "#"); value != "" {
			f := percentEncode(value, setFragment)
			u.fragment = &f
		}
	}
	if err != nil {
		*u = old
	}
}

func leadingDigits(s string) string {
	n := 0
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	return s[:n]
}

func bindURL(rt *Runtime, o *goja.Object) {
	vm := rt.vm
	fields := func(u *webURL) goja.Value {
		port, search, hash, host := "", "", "", ""
		if u.port >= 0 {
			port = strconv.Itoa(u.port)
		}
		if u.query != nil && *u.query != "" {
			search = "?" + *u.query
		}
		if u.fragment != nil && *u.fragment != "" {
			hash = "#" + *u.fragment
		}
		if u.host != nil {
			host = *u.host
		}
		return vm.NewArray(u.href(), u.scheme+":", u.user, u.password, u.hostPort(), host, port, u.pathname(), search, hash, u.origin())
	}
	// parse(input, base or undefined) are the fields, undefined if invalid.
	_ = o.Set("parse", func(call goja.FunctionCall) goja.Value {
		var base *webURL
		if b := call.Argument(1); !goja.IsUndefined(b) {
			var err error
			if base, err = parseURL(b.String(), nil); err != nil {
				return goja.Undefined()
			}
		}
		u, err := parseURL(call.Argument(0).String(), base)
		if err != nil {
			return goja.Undefined()
		}
		return fields(u)
	})
	_ = o.Set("set", func(call goja.FunctionCall) goja.Value {
		u, err := parseURL(call.Argument(0).String(), nil)
		if err != nil {
			return goja.Undefined()
		}
		u.set(call.Argument(1).String(), call.Argument(2).String())
		return fields(u)
	})
	_ = o.Set("toASCII", func(call goja.FunctionCall) goja.Value {
		s, err := domainToASCII(call.Argument(0).String())
		if err != nil {
			s = ""
		}
		return vm.ToValue(s)
	})
	_ = o.Set("percentDecode", func(call goja.FunctionCall) goja.Value {
		return vm.ToValue(validUTF8([]byte(percentDecode(call.Argument(0).String()))))
	})
}
