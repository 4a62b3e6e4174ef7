package jsrt

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/dop251/goja"
)

// Node's diagnostic reports: process.report, and what --report-on-fatalerror
// writes when the process is about to abort. What this runtime does not have or
// know is left out: the heap of V8, handles of libuv, threads that are scripts'.

// A diagnosticReport has the sections in Node's order.
type diagnosticReport struct {
	Header     reportHeader      `json:"header"`
	JavaScript javascriptStack   `json:"javascriptStack"`
	Native     []NativeFrame     `json:"nativeStack"`
	Resources  resourceUsage     `json:"resourceUsage"`
	Libuv      []struct{}        `json:"libuv"`
	Workers    []struct{}        `json:"workers"`
	Env        map[string]string `json:"environmentVariables,omitempty"`
	Limits     map[string]limits `json:"userLimits,omitempty"`
	Libraries  []string          `json:"sharedObjects"`
}

type reportHeader struct {
	Version     int                `json:"reportVersion"`
	Event       string             `json:"event"`
	Trigger     string             `json:"trigger"`
	Filename    *string            `json:"filename"`
	Time        string             `json:"dumpEventTime"`
	Stamp       string             `json:"dumpEventTimeStamp"`
	Process     int                `json:"processId"`
	Thread      *int               `json:"threadId"`
	Dir         string             `json:"cwd"`
	CommandLine []string           `json:"commandLine"`
	Node        string             `json:"nodejsVersion"`
	Glibc       string             `json:"glibcVersionRuntime,omitempty"`
	WordSize    int                `json:"wordSize"`
	Arch        string             `json:"arch"`
	Platform    string             `json:"platform"`
	Components  map[string]string  `json:"componentVersions"`
	Release     release            `json:"release"`
	OSName      string             `json:"osName"`
	OSRelease   string             `json:"osRelease"`
	OSVersion   string             `json:"osVersion"`
	OSMachine   string             `json:"osMachine"`
	CPUs        []cpu              `json:"cpus"`
	Interfaces  []networkInterface `json:"networkInterfaces,omitempty"`
	Host        string             `json:"host"`
}

type javascriptStack struct {
	Message    string            `json:"message"`
	Stack      []string          `json:"stack"`
	Properties map[string]string `json:"errorProperties"`
}

// A NativeFrame is one of native code's: an address, and what lies there.
type NativeFrame struct {
	PC     string `json:"pc"`
	Symbol string `json:"symbol"`
}

type resourceUsage struct {
	Free          int64          `json:"free_memory"`
	Total         int64          `json:"total_memory"`
	RSS           uint64         `json:"rss"`
	User          float64        `json:"userCpuSeconds"`
	Kernel        float64        `json:"kernelCpuSeconds"`
	Percent       float64        `json:"cpuConsumptionPercent"`
	UserPercent   float64        `json:"userCpuConsumptionPercent"`
	KernelPercent float64        `json:"kernelCpuConsumptionPercent"`
	MaxRSS        int64          `json:"maxRss"`
	Faults        map[string]int `json:"pageFaults"`
	Files         map[string]int `json:"fsActivity"`
}

// limits are numbers, or "unlimited".
type limits struct {
	Soft any `json:"soft"`
	Hard any `json:"hard"`
}

// reportOptions are what process.report shows. Other threads read them when the
// process is ending.
type reportOptions struct {
	sync.Mutex
	Directory, Filename                                      string
	Compact, ExcludeNetwork, ExcludeEnv, OnFatal, OnUncaught bool

	changed func(onFatal bool) // see Runtime.OnFatalReports
}

// reportFlag takes one of the flags before the script.
func (o *reportOptions) reportFlag(flag string) {
	name, value, _ := strings.Cut(flag, "=")
	switch name {
	case "--report-dir", "--report-directory":
		o.Directory = value
	case "--report-filename":
		o.Filename = value
	case "--report-compact":
		o.Compact = true
	case "--report-exclude-network":
		o.ExcludeNetwork = true
	case "--report-exclude-env":
		o.ExcludeEnv = true
	case "--report-on-fatalerror":
		o.OnFatal = true
	case "--report-uncaught-exception":
		o.OnUncaught = true
	}
}

// OnFatalReports has f called now, and whenever it changes, with whether
// WriteFatalReport shall be called on fatal errors.
func (rt *Runtime) OnFatalReports(f func(on bool)) {
	rt.reports.Lock()
	defer rt.reports.Unlock()
	rt.reports.changed = f
	f(rt.reports.OnFatal)
}

// OnThread reports whether the caller is on the thread that runs the scripts, as
// far as that is known.
func (rt *Runtime) OnThread() bool { return rt.thread != 0 && rt.thread == threadID() }

// WriteFatalReport writes a report of a fatal error. It may be called on any
// thread, with the stack of its native code.
func (rt *Runtime) WriteFatalReport(message string, native []NativeFrame) {
	stack := javascriptStack{Message: "No stack.", Stack: []string{"Unavailable."}, Properties: map[string]string{}}
	here := rt.OnThread()
	if here {
		stack.Message, stack.Stack = "FatalError", []string{}
		for _, f := range rt.convert(rt.vm.CaptureCallStack(0, nil), 10) {
			stack.Stack = append(stack.Stack, "at "+f.String())
		}
	}
	rt.writeReport(message, "FatalError", "", stack, native, here)
}

var reportNumber atomic.Int32

// writeReport writes a report as process.report.writeReport does, and returns
// the name it has given it; "" if it could not. here: the caller is on the
// scripts' thread.
func (rt *Runtime) writeReport(event, trigger, name string, stack javascriptStack, native []NativeFrame, here bool) string {
	rt.reports.Lock()
	defer rt.reports.Unlock()
	o := &rt.reports
	now := time.Now()
	if name == "" {
		name = o.Filename
	}
	if name == "" {
		name = fmt.Sprintf("report.%s.%d.%d.%03d.json", now.Format("20060102.150405"), os.Getpid(), rt.threadNumber(), reportNumber.Add(1))
	}
	report := rt.newReport(event, trigger, &name, stack, now, here)
	if native != nil {
		report.Native = native
	}
	b := bytes.NewBufferString("\n")
	if o.Compact {
		b.Reset()
	}
	encoder := json.NewEncoder(b)
	encoder.SetEscapeHTML(false)
	if !o.Compact {
		encoder.SetIndent("", "  ")
	}
	if err := encoder.Encode(report); err != nil {
		return "" // of strings and numbers: cannot be
	}
	text := b.Bytes()
	switch name {
	case "stdout":
		_, _ = rt.opts.Stdout.Write(text)
		return name
	case "stderr":
		_, _ = rt.opts.Stderr.Write(text)
		return name
	}
	path := name
	if o.Directory != "" {
		path = o.Directory + string(os.PathSeparator) + name
	}
	if !filepath.IsAbs(path) {
		path = filepath.Join(report.Header.Dir, path)
	}
	if err := os.WriteFile(path, text, 0o666); err != nil {
		where := ""
		if o.Directory != "" {
			where = " directory: " + o.Directory
		}
		_, number := errnoOf(err)
		fmt.Fprintf(rt.opts.Stderr, "\nFailed to open Node.js report file: %s%s (errno: %d)\n", name, where, number)
		return ""
	}
	fmt.Fprintf(rt.opts.Stderr, "\nWriting Node.js report to file: %s\nNode.js report completed\n", name)
	return name
}

// newReport makes a report; reports is locked.
func (rt *Runtime) newReport(event, trigger string, filename *string, stack javascriptStack, now time.Time, here bool) diagnosticReport {
	system := systemName()
	host, _ := os.Hostname()
	dir, _ := os.Getwd()
	env := os.Environ()
	if here { // else scripts may be changing them
		dir, env = rt.dir, rt.env.list()
	}
	header := reportHeader{
		Version: 5, Event: event, Trigger: trigger, Filename: filename, Time: now.UTC().Format("2006-01-02T15:04:05Z"),
		Stamp: strconv.FormatInt(now.UnixMilli(), 10), Process: os.Getpid(), Dir: dir, CommandLine: os.Args, Node: "v" + rt.node.version(),
		Glibc: glibcVersion(), WordSize: strconv.IntSize, Arch: nodeArch(), Platform: nodePlatform(), Components: rt.node.components(), Release: rt.node.release(),
		OSName: system[0], OSRelease: system[1], OSVersion: system[2], OSMachine: system[3], CPUs: cpus(), Host: host,
	}
	switch major, minor := rt.node.major, rt.node.minor; {
	case major < 20 || major == 20 && minor < 13:
		header.Version = 3
	case major < 22:
		header.Version = 4
	}
	if here {
		id := rt.threadNumber()
		header.Thread = &id
	}
	if !rt.reports.ExcludeNetwork {
		header.Interfaces = networkInterfaces()
	}
	r := diagnosticReport{Header: header, JavaScript: stack, Native: []NativeFrame{}, Libuv: []struct{}{}, Workers: []struct{}{}, Limits: userLimits(), Libraries: sharedObjects()}
	r.Resources.Faults, r.Resources.Files = map[string]int{}, map[string]int{}
	usageOf(&r.Resources)
	if rt.node.major < 22 { // by names that were wrong
		for _, name := range []string{"data_seg_size", "max_memory_size", "virtual_memory"} {
			if l, ok := r.Limits[name+"_bytes"]; ok {
				r.Limits[name+"_kbytes"] = l
				delete(r.Limits, name+"_bytes")
			}
		}
	}
	r.Resources.Total, r.Resources.Free = memory()
	user, kernel := cpuTimes()
	r.Resources.User, r.Resources.Kernel = user.Seconds(), kernel.Seconds()
	if up := time.Since(rt.start).Seconds(); up > 0 {
		r.Resources.UserPercent, r.Resources.KernelPercent = 100*user.Seconds()/up, 100*kernel.Seconds()/up
		r.Resources.Percent = r.Resources.UserPercent + r.Resources.KernelPercent
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	r.Resources.RSS = residentSize(m.Sys)
	if !rt.reports.ExcludeEnv {
		r.Env = map[string]string{}
		for _, kv := range env {
			if k, v, ok := strings.Cut(kv, "="); ok && k != "" {
				r.Env[k] = v
			}
		}
	}
	return r
}

// threadNumber is worker_threads.threadId.
func (rt *Runtime) threadNumber() int {
	if rt.worker != nil {
		return int(rt.worker.id)
	}
	return 0
}

// A networkInterface is one address of one.
type networkInterface struct {
	Name     string `json:"name"`
	Internal bool   `json:"internal"`
	MAC      string `json:"mac"`
	Address  string `json:"address"`
	Netmask  string `json:"netmask"`
	Family   string `json:"family"`
	Scope    *int   `json:"scopeid,omitempty"`
	cidr     string
}

func networkInterfaces() (list []networkInterface) {
	interfaces, _ := net.Interfaces()
	for _, i := range interfaces {
		addresses, _ := i.Addrs()
		for _, a := range addresses {
			n, ok := a.(*net.IPNet)
			if !ok || i.Flags&net.FlagUp == 0 {
				continue
			}
			e := networkInterface{Name: i.Name, Internal: i.Flags&net.FlagLoopback != 0, MAC: i.HardwareAddr.String(), Address: n.IP.String(),
				Netmask: net.IP(n.Mask).String(), Family: "IPv4", cidr: n.String()}
			if n.IP.To4() == nil {
				e.Family, e.Scope = "IPv6", new(int)
				if n.IP.IsLinkLocalUnicast() {
					*e.Scope = i.Index
				}
			}
			if e.MAC == "" {
				e.MAC = "00:00:00:00:00:00"
			}
			list = append(list, e)
		}
	}
	return list
}

// A cpu is one processor, with its times in milliseconds.
type cpu struct {
	Model string `json:"model"`
	Speed int    `json:"speed"`
	User  int64  `json:"user"`
	Nice  int64  `json:"nice"`
	Sys   int64  `json:"sys"`
	Idle  int64  `json:"idle"`
	IRQ   int64  `json:"irq"`
}

// cpus are the processors. Times are known on Linux only; a speed, like in
// Node.js, where the system can change it.
func cpus() []cpu {
	list := make([]cpu, runtime.NumCPU())
	for i := range list {
		list[i].Model = cpuModel()
		list[i].Speed = int(procNumber(fmt.Sprintf("/sys/devices/system/cpu/cpu%d/cpufreq/scaling_cur_freq", i), 0)) / 1000
	}
	data, _ := os.ReadFile("/proc/stat")
	for line := range strings.Lines(string(data)) {
		f := strings.Fields(line)
		i, err := strconv.Atoi(strings.TrimPrefix(f[0], "cpu"))
		if err != nil || i >= len(list) || len(f) < 7 {
			continue
		}
		ms := func(field int) int64 { // of ticks, of which all Linuxes have 100 a second here
			n, _ := strconv.ParseInt(f[field], 10, 64)
			return n * 10
		}
		c := &list[i]
		c.User, c.Nice, c.Sys, c.Idle, c.IRQ = ms(1), ms(2), ms(3), ms(4), ms(6)
	}
	return list
}

func bindReport(rt *Runtime, o *goja.Object) {
	vm := rt.vm
	stackOf := func(v goja.Value) javascriptStack {
		from := v.(*goja.Object)
		s := javascriptStack{Message: from.Get("message").String(), Stack: []string{}, Properties: map[string]string{}}
		_ = vm.ExportTo(from.Get("stack"), &s.Stack)
		_ = vm.ExportTo(from.Get("properties"), &s.Properties)
		return s
	}
	_ = o.Set("write", func(call goja.FunctionCall) goja.Value {
		return vm.ToValue(rt.writeReport(call.Argument(0).String(), call.Argument(1).String(), call.Argument(2).String(), stackOf(call.Argument(3)), nil, true))
	})
	_ = o.Set("text", func(call goja.FunctionCall) goja.Value {
		rt.reports.Lock()
		defer rt.reports.Unlock()
		text, err := json.Marshal(rt.newReport("JavaScript API", "GetReport", nil, stackOf(call.Argument(0)), time.Now(), true))
		rt.throw(err)
		return vm.ToValue(string(text))
	})
	texts := map[string]*string{"directory": &rt.reports.Directory, "filename": &rt.reports.Filename}
	flags := map[string]*bool{"compact": &rt.reports.Compact, "excludeNetwork": &rt.reports.ExcludeNetwork, "excludeEnv": &rt.reports.ExcludeEnv,
		"reportOnFatalError": &rt.reports.OnFatal, "reportOnUncaughtException": &rt.reports.OnUncaught}
	_ = o.Set("get", func(call goja.FunctionCall) goja.Value {
		if text, ok := texts[call.Argument(0).String()]; ok {
			return vm.ToValue(*text)
		}
		return vm.ToValue(*flags[call.Argument(0).String()])
	})
	_ = o.Set("set", func(call goja.FunctionCall) goja.Value {
		rt.reports.Lock()
		defer rt.reports.Unlock()
		if text, ok := texts[call.Argument(0).String()]; ok {
			*text = call.Argument(1).String()
		} else {
			*flags[call.Argument(0).String()] = call.Argument(1).ToBoolean()
		}
		if rt.reports.changed != nil {
			rt.reports.changed(rt.reports.OnFatal)
		}
		return goja.Undefined()
	})
}
