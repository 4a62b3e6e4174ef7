//go:build cgo

package napi_test

import "testing"

func TestScopes(t *testing.T) { script(t, "scopes") }
