package symbols

import (
	"slices"
	"strings"

	"github.com/napicheck/napicheck/internal/lazyregexp"
)

// classify sorts the imports that the host may provide without promising
// their ABI. A C++ name counts by its own outermost namespace, whatever its
// arguments are.
func classify(b *Binary) {
	u := &b.Unstable
	supplied, others := suppliers(b)
	uv := !suppliedBy(b, "libuv.")
	hosts := map[string]bool{} // libraries asked about
	host := func(i Import) bool {
		is, asked := hosts[i.Library]
		if !asked {
			is = isHostLibrary(b, i.Library)
			hosts[i.Library] = is
		}
		return is && (b.Format != ELF || i.Version == "")
	}
	for _, i := range b.Imports {
		if !host(i) || isAPIName(i.Name) {
			continue
		}
		ns := namespace(i.Name)
		switch {
		case ns == "v8" || ns == "cppgc":
			u.V8 = append(u.V8, i.Name)
		case ns == "node":
			u.Node = append(u.Node, i.Name)
		case i.Name == "node_module_register": // the host's own, whatever libraries there are
			u.Other = append(u.Other, i.Name)
		case strings.HasPrefix(i.Name, "uv_"):
			if uv {
				u.UV = append(u.UV, i.Name)
			}
		case b.Format == PE: // bound to the host by name
			u.Other = append(u.Other, i.Name)
		case !i.Weak && !others: // a weak one is a hook that its own library leaves open
			if l := bundleOf(i.Name, ns); l != nil && !slices.Contains(supplied, l) {
				u.Other = append(u.Other, i.Name)
			}
		}
	}
	u.V8, u.Node, u.UV, u.Other = set(u.V8), set(u.Node), set(u.UV), set(u.Other)
}

// hostLibrary matches the libraries that are Node.js, or a host in its place.
var hostLibrary = lazyregexp.New(`(?i)^(node|iojs|electron|nw|libnode)\.(exe|dll)$|(^|/)libnode(\.|$)|Electron Framework$`)

// isHostLibrary reports whether the host may provide what b imports from library.
func isHostLibrary(b *Binary, library string) bool {
	switch b.Format {
	case PE:
		if b.Host != nil && strings.EqualFold(library, b.Host.Library) {
			return true
		}
	case MachO:
		if library == "" || library == "flat" || library == "main-executable" {
			return true
		}
	default:
		if library == "" {
			return true
		}
	}
	return hostLibrary().MatchString(library)
}

// suppliedBy reports whether b needs a library whose file name begins with prefix.
func suppliedBy(b *Binary, prefix string) bool {
	return slices.ContainsFunc(b.Needs, func(n string) bool { return strings.HasPrefix(n[strings.LastIndexByte(n, '/')+1:], prefix) })
}

// systemLibrary matches libraries of the C and C++ runtimes and of the
// operating system, which supply none of the libraries bundled into Node.js,
// nor need any.
var systemLibrary = lazyregexp.New(`^(lib(c|m|dl|rt|pthread|util|resolv|nsl|anl|gcc_s|stdc\+\+|c\+\+|c\+\+abi|c\+\+_shared|cxxrt|unwind|atomic|gomp|omp|gfortran|quadmath|log|android|execinfo|kvm|procstat|thr|X[a-z0-9]+|xcb[a-z-]*|udev|dbus-1|asound|pulse|GL|EGL|drm|usb-1\.0|yaml-0|expat|ffi|uuid|cap|fuse3?|bz2|lzma|lz4|snappy|jpeg|turbojpeg|odbc|ltdl)\.(so|musl)\b.*|ld-[a-z0-9_.-]+\.so.*|linux-(vdso|gate)\.so.*|libnode\.so.*)$`)

// suppliers tells which of the bundled libraries b may get from a library it
// needs, and whether it needs others, which may supply anything.
func suppliers(b *Binary) (supplied []*bundle, others bool) {
	if b.Format == PE {
		return nil, false
	}
needs:
	for _, n := range b.Needs {
		base := n[strings.LastIndexByte(n, '/')+1:]
		for i := range bundles {
			for _, file := range bundles[i].files {
				if strings.HasPrefix(base, file) {
					supplied = append(supplied, &bundles[i])
					continue needs
				}
			}
		}
		system := systemLibrary().MatchString(base)
		if b.Format == MachO {
			system = strings.HasPrefix(n, "/usr/lib/") || strings.HasPrefix(n, "/System/")
		}
		if !system {
			return nil, true
		}
	}
	return supplied, false
}

// A bundle is a library that Node.js links into its executable and whose
// symbols it exports, as found among the exports of official builds.
type bundle struct {
	files      []string // what the file names of the library as such begin with
	prefixes   []string // of the public interface, which addons use
	names      []string
	namespaces []string
}

// ICU is the last.
var bundles = []bundle{
	{ // OpenSSL
		files: []string{"libssl.", "libcrypto.", "libssl-", "libcrypto-"},
		prefixes: []string{
			"SSL_", "SSL3_", "TLS_", "DTLS_", "TLSv1_", "DTLSv1_", "EVP_", "BN_", "BIO_", "RSA_", "DSA_", "DH_", "EC_", "ECDSA_", "ECDH_", "ECPARAMETERS_", "ECPKPARAMETERS_",
			"X509_", "X509V3_", "X509v3_", "ASN1_", "PEM_", "PKCS5_", "PKCS7_", "PKCS8_", "PKCS12_", "CMS_", "OCSP_", "TS_", "ENGINE_", "OPENSSL_", "OSSL_", "CRYPTO_", "ERR_", "RAND_",
			"OBJ_", "CONF_", "NCONF_", "UI_", "SCT_", "CTLOG_", "SRP_", "HMAC_", "CMAC_", "AES_", "DES_", "BF_", "CAST_", "RC2_", "RC4_", "IDEA_", "SEED_", "Camellia_",
			"SHA1_", "SHA224_", "SHA256_", "SHA384_", "SHA512_", "MD4_", "MD5_", "RIPEMD160_", "WHIRLPOOL_", "GENERAL_NAME", "i2d_", "d2i_", "a2i_", "i2a_", "i2s_", "s2i_", "i2v_", "v2i_", "o2i_", "i2o_",
		},
		names:      []string{"SHA1", "SHA224", "SHA256", "SHA384", "SHA512", "MD4", "MD5", "RIPEMD160", "HMAC", "SSLeay", "OpenSSL_version", "OpenSSL_version_num"},
		namespaces: []string{"ncrypto"},
	},
	{ // zlib
		files: []string{"libz."},
		prefixes: []string{
			"deflate", "inflate", "crc32_", "adler32_", "gzopen", "gzread", "gzwrite", "gzclose", "gzprintf", "gzputs", "gzgets", "gzseek", "gztell", "gzflush", "gzerror", "gzeof", "gzbuffer", "gzsetparams",
		},
		names: []string{"compress", "compress2", "compressBound", "uncompress", "uncompress2", "crc32", "adler32", "zlibVersion", "zlibCompileFlags", "zError", "get_crc_table"},
	},
	{files: []string{"libcares."}, prefixes: []string{"ares_"}},
	{files: []string{"libnghttp2."}, prefixes: []string{"nghttp2_"}},
	{files: []string{"libnghttp3."}, prefixes: []string{"nghttp3_"}},
	{files: []string{"libngtcp2"}, prefixes: []string{"ngtcp2_"}},
	{files: []string{"libllhttp."}, prefixes: []string{"llhttp_"}},
	{files: []string{"libhttp_parser."}, prefixes: []string{"http_parser_"}},
	{files: []string{"libsqlite3."}, prefixes: []string{"sqlite3_", "sqlite3session_", "sqlite3changeset_"}},
	{files: []string{"libbrotli"}, prefixes: []string{"Brotli"}},
	{files: []string{"libzstd."}, prefixes: []string{"ZSTD_", "ZDICT_", "HUF_", "FSE_"}},
	{files: []string{"libhdr_histogram"}, prefixes: []string{"hdr_"}},
	{files: []string{"libuvwasi."}, prefixes: []string{"uvwasi_"}},
	{files: []string{"libada."}, prefixes: []string{"ada_"}, namespaces: []string{"ada"}},
	{files: []string{"libsimdutf."}, prefixes: []string{"simdutf_"}, namespaces: []string{"simdutf"}},
	{files: []string{"libsimdjson."}, namespaces: []string{"simdjson"}},
	{namespaces: []string{"nbytes"}},
	{files: []string{"libicu"}}, // ICU, whose names hold its release
}

var icu = &bundles[len(bundles)-1]

// icuName matches the C interface of ICU, whose names end in the release of
// the library, and icuNamespace its C++ namespace.
var (
	icuName      = lazyregexp.New(`^u[a-z0-9]*_[A-Za-z0-9_]+_[0-9]{2,3}$`)
	icuNamespace = lazyregexp.New(`^icu_[0-9]{2,3}$`)
)

// bundleOf returns the bundled library that name belongs to, or nil.
func bundleOf(name, namespace string) *bundle {
	if namespace != "" {
		for i := range bundles {
			if slices.Contains(bundles[i].namespaces, namespace) {
				return &bundles[i]
			}
		}
		if icuNamespace().MatchString(namespace) {
			return icu
		}
		return nil
	}
	for i := range bundles {
		l := &bundles[i]
		if slices.Contains(l.names, name) || slices.ContainsFunc(l.prefixes, func(p string) bool { return strings.HasPrefix(name, p) }) {
			return l
		}
	}
	if icuName().MatchString(name) {
		return icu
	}
	return nil
}

// namespace returns the outermost namespace or class that a C++ name lies in,
// by the Itanium or the MSVC mangling; "" for names of C and of the global
// namespace.
func namespace(mangled string) string {
	switch {
	case strings.HasPrefix(mangled, "_Z"):
		return itaniumNamespace(mangled[2:])
	case strings.HasPrefix(mangled, "__Z"): // a name that kept Mach-O's underscore
		return itaniumNamespace(mangled[3:])
	case strings.HasPrefix(mangled, "?"):
		return msvcNamespace(mangled)
	}
	return ""
}

// itaniumNamespace reads as much of an encoding as its namespace needs.
func itaniumNamespace(s string) string {
	if legacyRust().MatchString(s) {
		return ""
	}
	for {
		switch {
		case len(s) < 2:
			return ""
		case s[0] == 'T':
			switch s[1] {
			case 'h', 'v': // thunk: its offsets end in "_"
				n := strings.Count(s[1:2], "v") + 1
				for range n {
					_, rest, ok := strings.Cut(s, "_")
					if !ok {
						return ""
					}
					s = rest
				}
			case 'c': // covariant thunk: two call offsets
				s = s[2:]
				for range 2 {
					n := 1
					if strings.HasPrefix(s, "v") {
						n = 2
					}
					for range n {
						_, rest, ok := strings.Cut(s, "_")
						if !ok {
							return ""
						}
						s = rest
					}
				}
			default: // vtable, VTT, type information, its name, TLS wrapper: a type or a name follows
				s = s[2:]
			}
		case strings.HasPrefix(s, "GV") || strings.HasPrefix(s, "GR"): // guard variable, lifetime-extended temporary
			s = s[2:]
		case s[0] == 'Z': // entity local to a function
			s = s[1:]
		case s[0] == 'N':
			s = strings.TrimLeft(s[1:], "rVKRO")
			n := 0
			for len(s) > 0 && s[0] >= '0' && s[0] <= '9' && n < 1<<16 {
				n = n*10 + int(s[0]-'0')
				s = s[1:]
			}
			if n == 0 || n > len(s) {
				if strings.HasPrefix(s, "St") || strings.HasPrefix(s, "Sa") || strings.HasPrefix(s, "Ss") {
					return "std"
				}
				return ""
			}
			return s[:n]
		case s[0] == 'S' && strings.IndexByte("tabsiod", s[1]) >= 0:
			return "std"
		default:
			return ""
		}
	}
}

// legacyRust matches names of Rust crates, which borrow the Itanium mangling
// and end in a hash.
var legacyRust = lazyregexp.New(`17h[0-9a-f]{16}E`)
