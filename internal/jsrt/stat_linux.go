package jsrt

import (
	"syscall"
	"time"
)

// statTimes are the times of access, change and birth; Linux' stat has no
// birth, so the earliest stands for it.
func statTimes(s *syscall.Stat_t) (access, change, birth float64) {
	access = milliseconds(time.Unix(s.Atim.Unix()))
	change = milliseconds(time.Unix(s.Ctim.Unix()))
	return access, change, min(change, milliseconds(time.Unix(s.Mtim.Unix())))
}
