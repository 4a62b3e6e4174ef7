//go:build cgo

package napi_test

import "testing"

func TestExperimental(t *testing.T) { script(t, "experimental") }
