package jsrt

import (
	"bytes"
	"os"
	"os/user"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/dop251/goja"
)

func bindOS(rt *Runtime, o *goja.Object) {
	vm := rt.vm
	set := func(name string, f func() any) {
		_ = o.Set(name, func(goja.FunctionCall) goja.Value { return vm.ToValue(f()) })
	}
	set("hostname", func() any { name, _ := os.Hostname(); return name })
	set("parallelism", func() any { return runtime.NumCPU() })
	set("cpus", func() any {
		var list []any
		for _, c := range cpus() {
			list = append(list, vm.NewArray(c.Model, c.Speed, c.User, c.Nice, c.Sys, c.Idle, c.IRQ))
		}
		return vm.NewArray(list...)
	})
	set("littleEndian", func() any { return true })
	set("release", func() any { name := systemName(); return name[1] })
	set("version", func() any { name := systemName(); return name[2] })
	set("type", func() any { name := systemName(); return name[0] })
	set("machine", func() any { name := systemName(); return name[3] })
	set("tmpdir", func() any { return os.TempDir() })
	set("home", func() any {
		if u, err := user.Current(); err == nil {
			return u.HomeDir
		}
		return ""
	})
	set("user", func() any {
		v := vm.NewObject()
		if u, err := user.Current(); err == nil {
			uid, _ := strconv.Atoi(u.Uid)
			gid, _ := strconv.Atoi(u.Gid)
			_ = v.Set("uid", uid)
			_ = v.Set("gid", gid)
			_ = v.Set("username", u.Username)
			_ = v.Set("homedir", u.HomeDir)
			_ = v.Set("shell", loginShell(u.Username))
		}
		return v
	})
	set("timezone", func() any {
		if name := time.Local.String(); name != "Local" {
			return name
		}
		if link, err := os.Readlink("/etc/localtime"); err == nil {
			if _, name, ok := strings.Cut(link, "zoneinfo/"); ok {
				return name
			}
		}
		return "UTC"
	})
	set("memory", func() any { total, free := memory(); return vm.NewArray(total, free) })
	set("uptime", func() any { return procNumber("/proc/uptime", 0) })
	set("load", func() any {
		return vm.NewArray(procNumber("/proc/loadavg", 0), procNumber("/proc/loadavg", 1), procNumber("/proc/loadavg", 2))
	})
	set("interfaces", func() any {
		out := vm.NewObject()
		entries := map[string][]any{}
		for _, i := range networkInterfaces() {
			e := vm.NewObject()
			_ = e.Set("address", i.Address)
			_ = e.Set("netmask", i.Netmask)
			_ = e.Set("family", i.Family)
			_ = e.Set("mac", i.MAC)
			_ = e.Set("internal", i.Internal)
			_ = e.Set("cidr", i.cidr)
			if i.Scope != nil {
				_ = e.Set("scopeid", *i.Scope)
			}
			entries[i.Name] = append(entries[i.Name], e)
			_ = out.Set(i.Name, vm.NewArray(entries[i.Name]...))
		}
		return out
	})
	_ = o.Set("terminal", func(call goja.FunctionCall) goja.Value {
		fd := int(call.Argument(0).ToInteger())
		if !isTerminal(fd) {
			return goja.Undefined()
		}
		return vm.NewArray(anys(terminalSize(fd))...)
	})
}

func procNumber(path string, field int) float64 {
	data, _ := os.ReadFile(path)
	if f := strings.Fields(string(data)); field < len(f) {
		n, _ := strconv.ParseFloat(f[field], 64)
		return n
	}
	return 0
}

func cpuModel() string {
	data, _ := os.ReadFile("/proc/cpuinfo")
	if _, rest, ok := bytes.Cut(data, []byte("model name")); ok {
		if _, rest, ok = bytes.Cut(rest, []byte(": ")); ok {
			line, _, _ := bytes.Cut(rest, []byte("\n"))
			return string(line)
		}
	}
	return "unknown"
}

func memory() (total, free int64) {
	data, _ := os.ReadFile("/proc/meminfo")
	for line := range strings.Lines(string(data)) {
		f := strings.Fields(line)
		if len(f) < 2 {
			continue
		}
		n, _ := strconv.ParseInt(f[1], 10, 64)
		switch f[0] {
		case "MemTotal:":
			total = n * 1024
		case "MemAvailable:":
			free = n * 1024
		}
	}
	return total, free
}

func loginShell(name string) any {
	data, _ := os.ReadFile("/etc/passwd")
	for line := range strings.Lines(string(data)) {
		if f := strings.Split(strings.TrimSpace(line), ":"); len(f) == 7 && f[0] == name {
			return f[6]
		}
	}
	return nil
}
