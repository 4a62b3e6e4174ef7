package npm

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/napicheck/napicheck/internal/semver"
)

// maxAnswer bounds what npm may say (64 MiB); it lists every file of a package.
const maxAnswer = 64 << 20

// patience is how long one npm process may take; npm itself gives up on a
// silent registry after a few minutes.
const patience = 15 * time.Minute

// An Error is the answer of npm that there is no package, or none to be had.
type Error struct {
	Spec    string
	Code    string // npm's own: "E404", "ETARGET", "ENOTFOUND", ...; "" = none
	Message string // in a sentence
}

func (e *Error) Error() string { return e.Message }

// Absent reports whether err says that the registry does not have what was
// asked for, rather than that it could not be asked.
func Absent(err error) bool {
	e := (*Error)(nil)
	return errors.As(err, &e) && (e.Code == "E404" || e.Code == "ETARGET" || e.Code == "ENOVERSIONS")
}

// An UnlistedError is the answer that the registry does not list a version
// that fits. What it does list tells how much that means: a registry may be
// the copy of another and lag behind it.
type UnlistedError struct {
	Spec   Spec
	Newest string // version that is listed; "" = the registry lists no package of this name
	Passed bool   // it is newer than the version asked for, so no lag explains it
}

func (e *UnlistedError) Error() string {
	if e.Newest == "" {
		return fmt.Sprintf("the registry lists no package %s", e.Spec.Name)
	}
	return fmt.Sprintf("the registry lists no version %s of %s; the newest is %s", e.Spec.Range, e.Spec.Name, e.Newest)
}

// WhyAbsent asks the registry what it lists, after err said that it does not
// have what spec names. What it lists and yet does not deliver stays err.
func WhyAbsent(ctx context.Context, spec Spec, err error) error {
	if !Absent(err) {
		return err
	}
	rng, badRange := semver.ParseRange(spec.Range)
	listed, listErr := listedVersions(ctx, spec.Name)
	switch {
	case Absent(listErr):
		return &UnlistedError{Spec: spec}
	case listErr != nil || badRange != nil || len(listed) == 0:
		return err
	}
	if i := slices.IndexFunc(listed, rng.Contains); i >= 0 {
		return &Error{spec.String(), "EUNDELIVERED", fmt.Sprintf("the registry lists %s@%s, and does not deliver it", spec.Name, listed[i])}
	}
	exact, notExact := semver.Parse(spec.Range)
	return &UnlistedError{Spec: spec, Newest: listed[0].String(), Passed: notExact == nil && listed[0].Compare(exact) > 0}
}

// ErrNoNPM is the error for a machine without npm.
var ErrNoNPM = errors.New("npm is not installed, or not in PATH; it is needed to fetch packages")

// A Tarball is a package as the registry has it.
type Tarball struct {
	Name, Version string
	Path          string // of the file
}

// ID is name@version.
func (t Tarball) ID() string { return t.Name + "@" + t.Version }

// A Want is a package to be fetched.
type Want struct {
	Spec
	Integrity string // what its bytes must be; "" = what the registry says
}

// Pack fetches the newest versions that wants allow, as npm chooses them, into
// the folder dir: all of them or none. No script of a package is run.
func Pack(ctx context.Context, dir string, wants ...Want) ([]Tarball, error) {
	// Two runs may want the same name for their tarballs.
	dir, err := os.MkdirTemp(dir, "")
	if err != nil {
		return nil, err
	}
	args := []string{"--ignore-scripts", "--pack-destination", dir, "--"}
	for _, w := range wants {
		args = append(args, w.argument())
	}
	answer, err := run(ctx, wants[0].String(), "pack", args...)
	if err != nil {
		return nil, err
	}
	var packed []struct{ Name, Version, Filename, Integrity string }
	if err := json.Unmarshal(answer, &packed); err != nil || len(packed) != len(wants) {
		return nil, fmt.Errorf("npm pack %s: an answer that is not understood: %.80q", wants[0], answer)
	}
	tarballs := make([]Tarball, len(wants))
	for i, p := range packed {
		// Versions of npm differ in what they say of scopes, not in what they do.
		file := strings.ReplaceAll(strings.TrimPrefix(p.Filename, "@"), "/", "-")
		if !filepath.IsLocal(file) {
			return nil, fmt.Errorf("npm pack %s: a strange name of a tarball: %q", wants[i], p.Filename)
		}
		t := Tarball{p.Name, p.Version, filepath.Join(dir, file)}
		// An integrity that somebody recorded counts for more than the registry's own.
		if err := verify(t.Path, cmp.Or(wants[i].Integrity, p.Integrity)); err != nil {
			os.RemoveAll(dir)
			return nil, fmt.Errorf("%s: %w", t.ID(), err)
		}
		tarballs[i] = t
	}
	return tarballs, nil
}

// argument is s so that npm cannot take it for anything else. Of "*" npm would
// take what suits the Node.js it runs on: the answer has to be the same everywhere.
func (s Spec) argument() string { return s.Name + "@" + cmp.Or(s.Range, "latest") }

// Versions are the versions that spec allows, newest first; all of them
// without a range.
func Versions(ctx context.Context, spec Spec) ([]string, error) {
	listed, err := listedVersions(ctx, spec.Name)
	if err != nil {
		return nil, err
	}
	rng, err := semver.ParseRange(spec.Range)
	if err != nil {
		return nil, fmt.Errorf("%s: a version history takes a range, not a tag", spec)
	}
	var list []string
	for _, v := range listed {
		if rng.Contains(v) {
			list = append(list, v.String())
		}
	}
	if len(list) == 0 {
		return nil, &Error{spec.String(), "ETARGET", fmt.Sprintf("%s has no version in %q", spec.Name, spec.Range)}
	}
	return list, nil
}

// listedVersions are all versions that the registry lists of a package, newest first.
func listedVersions(ctx context.Context, name string) ([]semver.Version, error) {
	answer, err := run(ctx, name, "view", "--", name, "versions")
	if err != nil {
		return nil, err
	}
	texts, err := versionList(answer)
	if err != nil {
		return nil, fmt.Errorf("npm view %s: %w", name, err)
	}
	var list []semver.Version
	for _, s := range texts {
		if v, err := semver.Parse(s); err == nil {
			list = append(list, v)
		}
	}
	slices.SortFunc(list, func(a, b semver.Version) int { return b.Compare(a) })
	return slices.Compact(list), nil
}

// versionList reads a list, which npm writes as a string where it has one element.
func versionList(answer []byte) ([]string, error) {
	var one string
	if json.Unmarshal(answer, &one) == nil {
		return []string{one}, nil
	}
	var list []string
	if json.Unmarshal(answer, &list) == nil {
		return list, nil
	}
	return nil, fmt.Errorf("an answer that is not understood: %.80q", answer)
}

// run runs npm in the working directory, whose .npmrc is the user's, and
// returns what it wrote. ctx ends it.
func run(ctx context.Context, spec, command string, args ...string) ([]byte, error) {
	name, before, err := program()
	if err != nil {
		return nil, err
	}
	timed, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	args = slices.Concat(before, []string{command, "--json", "--loglevel=error", "--no-update-notifier", "--no-fund", "--no-audit"}, args)
	cmd := exec.CommandContext(timed, name, args...)
	cmd.Stdin = nil
	cmd.WaitDelay = 5 * time.Second
	// npm removes its own temporary files when it is interrupted.
	cmd.Cancel = func() error { return interrupt(cmd.Process) }
	var stdout, stderr limited
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err = cmd.Run()
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case timed.Err() != nil:
		return nil, &Error{spec, "ETIMEDOUT", fmt.Sprintf("npm %s took longer than %v", command, patience)}
	case stdout.over:
		return nil, fmt.Errorf("npm %s %s: an answer of more than %d bytes", command, spec, maxAnswer)
	case err != nil:
		return nil, answered(spec, err, stdout.Bytes(), stderr.Bytes())
	}
	return stdout.Bytes(), nil
}

// program is how npm is called: on Windows its script by node itself, since
// the arguments of a .cmd file pass a shell.
func program() (name string, args []string, err error) {
	path, err := exec.LookPath("npm")
	if err != nil {
		return "", nil, ErrNoNPM
	}
	if runtime.GOOS != "windows" || strings.EqualFold(filepath.Ext(path), ".exe") {
		return path, nil, nil
	}
	script := filepath.Join(filepath.Dir(path), "node_modules", "npm", "bin", "npm-cli.js")
	node, err := exec.LookPath("node")
	if err != nil {
		return "", nil, ErrNoNPM
	}
	if _, err := os.Stat(script); err != nil {
		return "", nil, fmt.Errorf("%s: its script npm-cli.js is not where npm has it", path)
	}
	return node, []string{script}, nil
}

func interrupt(p *os.Process) error {
	if runtime.GOOS == "windows" {
		return p.Kill()
	}
	return p.Signal(os.Interrupt)
}

// limited keeps what is written, up to maxAnswer bytes.
type limited struct {
	bytes.Buffer
	over bool
}

func (l *limited) Write(b []byte) (int, error) {
	if l.Len()+len(b) > maxAnswer {
		l.over = true
		return 0, errors.New("too much")
	}
	return l.Buffer.Write(b)
}

// answered makes a sentence of npm's error. npm 7 and newer writes it as
// JSON, on either stream; others in lines.
func answered(spec string, err error, stdout, stderr []byte) error {
	e := &Error{Spec: spec}
	var said struct {
		Error struct{ Code, Summary, Detail string } `json:"error"`
	}
	for _, out := range [][]byte{stdout, stderr} {
		if i := bytes.IndexByte(out, '{'); i >= 0 && json.NewDecoder(bytes.NewReader(out[i:])).Decode(&said) == nil && said.Error.Code+said.Error.Summary != "" {
			break
		}
	}
	e.Code = said.Error.Code
	summary := strings.TrimSpace(said.Error.Summary)
	if e.Code == "" {
		e.Code, summary = fromLines(stderr)
	}
	summary, _, _ = strings.Cut(summary, "\n")
	switch e.Code {
	case "E404":
		e.Message = fmt.Sprintf("%s is not in the registry, or not to be seen with your credentials", spec)
	case "ETARGET":
		e.Message = fmt.Sprintf("no version of the package matches %s", spec)
	case "ENOVERSIONS":
		e.Message = fmt.Sprintf("%s has no versions: it was unpublished", spec)
	case "E401", "E403", "ENEEDAUTH":
		e.Message = fmt.Sprintf("the registry refuses %s to you (%s): %s", spec, e.Code, summary)
	case "ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ENETUNREACH", "EHOSTUNREACH", "ENETDOWN":
		e.Message = fmt.Sprintf("npm cannot reach the registry (%s): %s", e.Code, summary)
	case "ETIMEDOUT", "ESOCKETTIMEDOUT", "ERR_SOCKET_TIMEOUT", "EIDLETIMEOUT":
		e.Message = fmt.Sprintf("the registry does not answer (%s): %s", e.Code, summary)
	case "ENOTCACHED":
		e.Message = fmt.Sprintf("npm is set to be offline and does not have %s in its cache", spec)
	case "EINTEGRITY":
		e.Message = fmt.Sprintf("%s: what the registry sent is not what it promised (EINTEGRITY)", spec)
	default:
		e.Message = fmt.Sprintf("npm cannot fetch %s: %s", spec, cmp.Or(strings.TrimSpace(e.Code+" "+summary), err.Error()))
	}
	return e
}

// fromLines finds code and first sentence in lines like "npm ERR! code E404".
func fromLines(stderr []byte) (code, summary string) {
	for line := range strings.Lines(string(stderr)) {
		line = strings.TrimSpace(line)
		rest, ok := strings.CutPrefix(line, "npm error ")
		if !ok {
			rest, ok = strings.CutPrefix(line, "npm ERR! ")
		}
		switch {
		case !ok && summary == "" && code == "":
			if line != "" && !strings.HasPrefix(line, "npm ") {
				summary = line // npm did not even start
			}
		case strings.HasPrefix(rest, "code "):
			code, summary = strings.TrimPrefix(rest, "code "), ""
		case ok && code != "" && summary == "":
			summary = rest
		}
	}
	return code, summary
}

// verify compares a file with an integrity in npm's words: hashes in base64,
// of which the strongest counts and any of that kind may match.
func verify(path, integrity string) error {
	var algorithm string
	var want []string
	make := map[string]func() hash.Hash{"sha1": sha1.New, "sha256": sha256.New, "sha384": sha512.New384, "sha512": sha512.New}
	for _, known := range []string{"sha512", "sha384", "sha256", "sha1"} {
		for word := range strings.FieldsSeq(integrity) {
			if sum, ok := strings.CutPrefix(word, known+"-"); ok {
				sum, _, _ = strings.Cut(sum, "?")
				algorithm, want = known, append(want, sum)
			}
		}
		if want != nil {
			break
		}
	}
	if want == nil {
		if integrity == "" {
			return nil // some registries have none
		}
		return fmt.Errorf("integrity %.80q is of no known kind", integrity)
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	h := make[algorithm]()
	if _, err := io.Copy(h, f); err != nil {
		return err
	}
	sum := h.Sum(nil)
	got := base64.StdEncoding.EncodeToString(sum)
	if !slices.Contains(want, got) && !slices.Contains(want, hex.EncodeToString(sum)) {
		return fmt.Errorf("the registry has other bytes than those recorded: integrity is %s-%s, recorded %s-%s", algorithm, got, algorithm, want[0])
	}
	return nil
}
