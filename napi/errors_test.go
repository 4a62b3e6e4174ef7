//go:build cgo

package napi_test

import "testing"

func TestErrors(t *testing.T) { script(t, "errors") }
