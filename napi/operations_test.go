//go:build cgo

package napi_test

import "testing"

func TestOperations(t *testing.T) { script(t, "operations") }
