//go:build cgo

package napi_test

import "testing"

func TestObjectWrap(t *testing.T) { script(t, "object_wrap") }
