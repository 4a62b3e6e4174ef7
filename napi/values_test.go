//go:build cgo

package napi_test

import "testing"

func TestValues(t *testing.T) { script(t, "values") }
