//go:build cgo

package napi_test

import "testing"

func TestFunctions(t *testing.T) { script(t, "functions") }
