package loader

import "encoding/json"

// What Run and its child say to each other. The child finds these descriptors
// open:
const (
	JobFD      = 3 + iota // a Job, and the end: then the addon may be loaded
	AnswersFD             // Answers, a line each
	NotesFD               // notes of its death, see loader/native/watch_linux.h
	MisuseFD              // records of misuse, a line each
	CountersFD            // memory for the counters of calls: CountersSize bytes for each environment
	SandboxFD             // a socket for the descriptor that the sandbox is supervised by
)

// CountersSize is the room for the counters of one environment.
const CountersSize = 16 << 10

// ChildVar is the environment variable that makes a program a child: the release
// of Node.js to pose as, or "default".
const ChildVar = "NAPICHECK_LOAD"

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
