package loader

import "encoding/json"

// SocketFD is on Linux the socket by which Run and its child speak, the one
// descriptor that a child has besides those of all programs. Run sends the descriptors
// below and a Setup at once, and a Job when the addon may be loaded; if it hangs
// up before, there is nothing to do. The child sends the descriptor that its
// sandbox is supervised by.
const SocketFD = 3

// The descriptors a child is sent.
const (
	StdinFD = iota
	StdoutFD
	StderrFD
	AnswersFD  // Answers, a line each
	NotesFD    // notes of its death, see loader/native/watch_linux.h
	MisuseFD   // records of misuse, a line each
	CountersFD // memory for the counters of calls: CountersSize bytes for each environment
	SentFDs    // so many
)

// CountersSize is the room for the counters of one environment.
const CountersSize = 16 << 10

// ChildVar is the environment variable that makes a program a child. On Linux
// its value tells nothing; elsewhere it lists the descriptors, on Windows the
// handles, that the child inherits besides those of all programs, in the order
// of Inherited.
const ChildVar = "NAPICHECK_LOAD"

// What a child inherits on other systems than Linux.
const (
	InheritedParent = iota // where the Setup and the Job come from
	InheritedAnswers
	InheritedNotes
	InheritedMisuse
	InheritedCounters // a file of CountersSize bytes
	InheritedFDs      // so many
)

// A Setup is what a child gets ready with.
type Setup struct {
	NodeVersion string   `json:"nodeVersion"` // the release to pose as; "" = the default
	Dir         string   `json:"dir"`
	Env         []string `json:"env"`
}

// A Job is what a child shall do.
type Job struct {
	Path     string   `json:"path"` // absolute
	Script   string   `json:"script"`
	Once     bool     `json:"once"` // no other environments
	Sandbox  Mode     `json:"sandbox"`
	Readable []string `json:"readable"` // files and folders it may read
	Writable []string `json:"writable"` // folders it may also write in
	Memory   int64    `json:"memory"`   // limits, see setrlimit(2)
	FileSize int64    `json:"fileSize"`
	CPU      int64    `json:"cpu"` // seconds
}

// An Answer is one thing a child tells: the fields that are set.
type Answer struct {
	Functions    []string        `json:"functions,omitempty"` // of Node-API, in the order of the counters
	Stage        Stage           `json:"stage,omitempty"`     // begins
	Applied      []string        `json:"applied,omitempty"`
	Missing      []Missing       `json:"missing,omitempty"`
	Registration []string        `json:"registration,omitempty"`
	APIVersion   *int            `json:"apiVersion,omitempty"`
	Threw        *string         `json:"threw,omitempty"`
	Exports      json.RawMessage `json:"exports,omitempty"`
	Worker       int             `json:"worker,omitempty"` // thread that the addon is with from now on, at first the main one
	MS           float64         `json:"ms,omitempty"`
	Environment  *Environment    `json:"environment,omitempty"` // of the present stage
	Left         *Left           `json:"left,omitempty"`
	Threads      []ChildThread   `json:"threads,omitempty"`
	Script       *Script         `json:"script,omitempty"`
	Maps         string          `json:"maps,omitempty"`    // /proc/self/maps
	Failure      string          `json:"failure,omitempty"` // of the child itself
}

// A ChildThread is a thread as the child knows it.
type ChildThread struct {
	Name    string `json:"name"`
	Routine uint64 `json:"routine"`
}
