//go:build cgo

package native

// #include <stdlib.h>
import "C"

// Exit ends the process as C programs end: handlers of atexit and destructors
// of libraries run, standard streams are written. os.Exit does none of that.
func Exit(code int) { C.exit(C.int(code)) }
