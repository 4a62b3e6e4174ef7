package jsrt

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"hash/crc32"
	"io"

	"github.com/dop251/goja"
)

// bindZlib packs and unpacks whole buffers.
func bindZlib(rt *Runtime, o *goja.Object) {
	// run(method, data, level) is a Buffer.
	_ = o.Set("run", func(call goja.FunctionCall) goja.Value {
		method, data, level := call.Argument(0).String(), dataOf(call.Argument(1)), int(call.Argument(2).ToInteger())
		out, err := compress(method, data, level)
		if err != nil {
			code, message, n := "Z_DATA_ERROR", "incorrect header check", -3
			switch err {
			case io.ErrUnexpectedEOF, io.EOF:
				code, message, n = "Z_BUF_ERROR", "unexpected end of file", -5
			case gzip.ErrChecksum, zlib.ErrChecksum:
				message = "incorrect data check"
			default:
				if _, ok := err.(flate.CorruptInputError); ok {
					message = "invalid stored block lengths"
				}
			}
			rt.throw(&nodeError{kind: "Error", message: message, props: []prop{{"errno", n}, {"code", code}}})
		}
		return rt.newBuffer(out)
	})
	_ = o.Set("crc32", func(call goja.FunctionCall) goja.Value {
		return rt.vm.ToValue(int64(crc32.Update(uint32(call.Argument(1).ToInteger()), crc32.IEEETable, dataOf(call.Argument(0)))))
	})
}

func compress(method string, data []byte, level int) ([]byte, error) {
	var out bytes.Buffer
	var w io.WriteCloser
	var err error
	switch method {
	case "gzip":
		w, err = gzip.NewWriterLevel(&out, level)
	case "deflate":
		w, err = zlib.NewWriterLevel(&out, level)
	case "deflateRaw":
		w, err = flate.NewWriter(&out, level)
	}
	if err != nil {
		return nil, err
	}
	if w != nil {
		if _, err := w.Write(data); err != nil {
			return nil, err
		}
		err := w.Close()
		return out.Bytes(), err
	}
	if method == "gunzip" && len(data) > 1 && (data[0] != 0x1f || data[1] != 0x8b) {
		return nil, gzip.ErrHeader
	}
	var r io.Reader
	in := bytes.NewReader(data)
	switch {
	case method == "gunzip" || method == "unzip" && len(data) > 1 && data[0] == 0x1f && data[1] == 0x8b:
		r, err = gzip.NewReader(in)
	case method == "inflateRaw":
		r = flate.NewReader(in)
	default:
		r, err = zlib.NewReader(in)
	}
	if err != nil {
		return nil, err
	}
	_, err = io.Copy(&out, r)
	return out.Bytes(), err
}
