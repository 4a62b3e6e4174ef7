//go:build cgo

package napi

/*
#include "core.h"
*/
import "C"

import "fmt"

// Version management

var release = C.CString("node")

func (rt *Runtime) setNodeVersion(version string) error {
	if version == "" {
		version = DefaultNodeVersion
	}
	v := &rt.c.node_version
	if n, err := fmt.Sscanf(version, "%d.%d.%d", &v.major, &v.minor, &v.patch); n != 3 || err != nil {
		return fmt.Errorf("version %q of Node.js: want MAJOR.MINOR.PATCH", version)
	}
	v.release = release
	return nil
}

func (rt *Runtime) setAPIVersion(version int) error {
	if version == 0 {
		version = C.SUPPORTED_VERSION
	}
	if version < 0 || version > C.SUPPORTED_VERSION {
		return fmt.Errorf("version %d of Node-API: there is 1 to %d", version, int(C.SUPPORTED_VERSION))
	}
	rt.c.api_version = C.uint32_t(version)
	return nil
}
