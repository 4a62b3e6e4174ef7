package jsrt

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding"
	"hash"
	"strings"

	"github.com/dop251/goja"
)

var hashes = map[string]func() hash.Hash{
	"md5": md5.New, "sha1": sha1.New, "sha224": sha256.New224, "sha256": sha256.New, "sha384": sha512.New384, "sha512": sha512.New,
	"sha512-224": sha512.New512_224, "sha512-256": sha512.New512_256,
}

func randomBytes(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails
	return b
}

func bindCrypto(rt *Runtime, o *goja.Object) {
	vm := rt.vm
	_ = o.Set("random", func(call goja.FunctionCall) goja.Value {
		if b, ok := bytesOf(call.Argument(0)); ok {
			_, _ = rand.Read(b)
		}
		return goja.Undefined()
	})
	// hash(name, key or undefined) has update and digest; undefined: no such hash.
	var wrap func(h hash.Hash, name string) goja.Value
	wrap = func(h hash.Hash, name string) goja.Value {
		v := vm.NewObject()
		_ = v.Set("update", func(call goja.FunctionCall) goja.Value {
			_, _ = h.Write(dataOf(call.Argument(0)))
			return goja.Undefined()
		})
		_ = v.Set("digest", func(goja.FunctionCall) goja.Value { return rt.newBuffer(h.Sum(nil)) })
		_ = v.Set("copy", func(goja.FunctionCall) goja.Value {
			m, ok := h.(encoding.BinaryMarshaler)
			if !ok {
				return goja.Undefined()
			}
			state, err := m.MarshalBinary()
			rt.throw(err)
			c := hashes[name]()
			rt.throw(c.(encoding.BinaryUnmarshaler).UnmarshalBinary(state))
			return wrap(c, name)
		})
		return v
	}
	_ = o.Set("hash", func(call goja.FunctionCall) goja.Value {
		name := strings.ToLower(strings.TrimPrefix(strings.ToUpper(call.Argument(0).String()), "RSA-"))
		name = strings.ReplaceAll(strings.ReplaceAll(name, "/", "-"), "sha-", "sha")
		f, ok := hashes[name]
		if !ok {
			return goja.Undefined()
		}
		if key, ok := bytesOf(call.Argument(1)); ok {
			return wrap(hmac.New(f, key), name)
		}
		return wrap(f(), name)
	})
}
