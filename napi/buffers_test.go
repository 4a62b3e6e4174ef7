//go:build cgo

package napi_test

import "testing"

func TestBuffers(t *testing.T) { script(t, "buffers") }
