//go:build cgo

package napi_test

import "testing"

func TestProperties(t *testing.T) { script(t, "properties") }
