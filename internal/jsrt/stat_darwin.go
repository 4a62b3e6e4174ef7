package jsrt

import (
	"syscall"
	"time"
)

// statTimes are the times of access, change and birth.
func statTimes(s *syscall.Stat_t) (access, change, birth float64) {
	return milliseconds(time.Unix(s.Atimespec.Unix())), milliseconds(time.Unix(s.Ctimespec.Unix())), milliseconds(time.Unix(s.Birthtimespec.Unix()))
}
