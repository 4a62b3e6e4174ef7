package report

import (
	"strconv"
	"strings"

	"github.com/napicheck/napicheck/matrix"
)

// Prose says an npm range of Node.js releases as people do: "^18.17.0 ||
// >=20.3.0" becomes "18.17+, 20.3+, 21+", where a minor or patch with a plus
// reaches to the end of its line and a line with a plus to all that follow.
// What it does not know stays as it is.
func Prose(npmRange string) string {
	if npmRange == noRelease {
		return "no release"
	}
	var parts []string
	for _, alt := range strings.Split(npmRange, "||") {
		parts = append(parts, proseAlternative(strings.Fields(alt)))
	}
	return strings.Join(parts, ", ")
}

func proseAlternative(comparators []string) string {
	same := strings.Join(comparators, " ")
	version := func(i int, op string) (matrix.Version, bool) {
		rest, ok := strings.CutPrefix(comparators[i], op)
		v, err := matrix.ParseVersion(rest)
		return v, ok && err == nil
	}
	switch len(comparators) {
	case 1:
		if v, ok := version(0, "^"); ok {
			return brief(v) + "+"
		}
		if v, ok := version(0, ">="); ok {
			s := brief(v) + "+"
			if v.Minor+v.Patch > 0 && v.Major < matrix.Newest().Major {
				s += ", " + strconv.Itoa(v.Major+1) + "+"
			}
			return s
		}
	case 2:
		from, ok := version(0, ">=")
		if !ok {
			break
		}
		if to, ok := version(1, "<="); ok {
			return span(brief(from), to.String())
		}
		if to, ok := version(1, "<"); ok {
			if last := before(to); last != "" {
				return span(brief(from), last)
			}
		}
	}
	return same
}

func span(from, to string) string {
	if from == to {
		return from
	}
	return from + " to " + to
}

// brief drops trailing zeros: 18.17.0 is 18.17, 21.0.0 is 21.
func brief(v matrix.Version) string {
	s := v.String()
	s = strings.TrimSuffix(s, ".0")
	if v.Patch == 0 {
		s = strings.TrimSuffix(s, ".0")
	}
	return s
}

// before names everything just below v: the line below 21.0.0 is 20, the
// minor below 18.17.0 is 18.16, the patch below 24.13.2 is 24.13.1.
func before(v matrix.Version) string {
	switch {
	case v.Patch > 0:
		v.Patch--
		return v.String()
	case v.Minor > 0:
		v.Minor--
		return strings.TrimSuffix(v.String(), ".0")
	case v.Major > 0:
		v.Major--
		return strings.TrimSuffix(v.String(), ".0.0")
	}
	return ""
}
