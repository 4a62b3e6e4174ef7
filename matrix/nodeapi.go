package matrix

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/napicheck/napicheck/matrix/internal/table"
)

//go:embed data/nodeapi.tsv
var nodeapiTSV string

var documented = sync.OnceValue(func() [][]Version { return must(parseNodeAPI("data/nodeapi.tsv", nodeapiTSV)) })

func parseNodeAPI(file, text string) ([][]Version, error) {
	var all [][]Version
	err := table.Rows(file, text, 3, func(col []string) error {
		if n, err := strconv.Atoi(col[0]); err != nil || n != len(all)+1 {
			return fmt.Errorf("want Node-API version %d", len(all)+1)
		}
		var since []Version
		for s := range strings.SplitSeq(col[1], " ") {
			v, err := ParseVersion(s)
			if err != nil {
				return err
			}
			since = append(since, v)
		}
		all = append(all, since)
		return nil
	})
	return all, err
}

// MaxNodeAPI returns the highest Node-API version that the documentation
// names; NAPI_EXPERIMENTAL is none.
func MaxNodeAPI() int { return len(documented()) }

// VersionSince returns the first release of each line in which the
// documentation promises Node-API version n, ascending; lines after the last
// one all do, lines between two that are not named do not. It is nil for a
// version that is not documented. The slice is shared: do not change it.
//
// What releases really report is Release.NodeAPI.
func VersionSince(n int) []Version {
	if n < 1 || n > MaxNodeAPI() {
		return nil
	}
	return documented()[n-1]
}

var documentedAcross = sync.OnceValue(func() [][]bool {
	all := make([][]bool, MaxNodeAPI())
	for n := range all {
		all[n] = make([]bool, len(Releases()))
		for i, r := range Releases() {
			all[n][i] = Documented(n+1, r.Version)
		}
	}
	return all
})

// DocumentedAcross answers as Documented does for each of Releases at once;
// nil for a version that is not documented. The slice is shared: do not change it.
func DocumentedAcross(n int) []bool {
	if n < 1 || n > MaxNodeAPI() {
		return nil
	}
	return documentedAcross()[n-1]
}

// Documented reports whether the documentation promises Node-API version n in
// release v. A release promised a later version has the earlier ones.
func Documented(n int, v Version) bool {
	for ; n <= MaxNodeAPI(); n++ {
		since := VersionSince(n)
		for i, s := range since {
			if v.Compare(s) >= 0 && (v.Major == s.Major || i == len(since)-1) {
				return true
			}
		}
	}
	return false
}
