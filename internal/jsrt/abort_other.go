//go:build !linux

package jsrt

import "os"

// abort ends with the status shells give for SIGABRT.
func abort() { os.Exit(134) }
