package misuse

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
)

// A Record is one misuse at one place.
type Record struct {
	Kind             *Kind
	Case             Case
	Function         string   // of Node-API, or the callback type that is concerned
	Arguments        []string // their kinds, without the environment; nil where there is no call
	Message          string   // what is wrong, one sentence without a full stop
	Version          int      // of Node-API that the module declares; 0 = not known
	JavaScriptThread bool     // it happened there
	PCs              []uint64 // addresses within calls, the innermost first: the addon's stack
	Count            uint64   // how often it was seen at this place
}

// Records are what a checked world has written.
type Records struct {
	List    []Record // as they were found
	Dropped uint64   // how often something was seen at places beyond those kept
	Maps    string   // of the modules that PCs lie in: lines of /proc/PID/maps
}

const (
	maxLine    = 4096
	maxRecords = 10_000
	maxPCs     = 64
	maxMaps    = 1 << 20
)

// line is a line of the stream: a record; where a module lies; the count of an
// earlier record; how many were dropped.
type line struct {
	ID               uint32   `json:"id"`
	Kind             string   `json:"kind"`
	What             string   `json:"what"`
	Function         string   `json:"function"`
	Arguments        []string `json:"arguments"`
	Message          string   `json:"message"`
	Version          int      `json:"version"`
	JavaScriptThread bool     `json:"javascriptThread"`
	PCs              []string `json:"pcs"`
	Count            uint64   `json:"count"`
	Dropped          uint64   `json:"dropped"`
	Map              string   `json:"map"`
}

// Decode reads records until the end of r. Those of the same place, found in
// several worlds, are one. A process that dies may leave its counts out, and one
// that runs hostile code may write anything: what is no record is an error, and
// those read so far are returned with it.
func Decode(r io.Reader) (records Records, err error) {
	places := map[string]int{}
	ids := map[uint32]int{}
	lines := bufio.NewReaderSize(r, maxLine)
	for n := 1; ; n++ {
		text, err := lines.ReadSlice('\n')
		switch {
		case err == io.EOF && len(text) == 0:
			return records, nil
		case err != nil && !errors.Is(err, io.EOF):
			return records, fmt.Errorf("records of misuse, line %d: %w", n, err)
		}
		if err := records.add(text, places, ids); err != nil {
			return records, fmt.Errorf("records of misuse, line %d: %w", n, err)
		}
	}
}

func (r *Records) add(text []byte, places map[string]int, ids map[uint32]int) error {
	var l line
	if err := json.Unmarshal(text, &l); err != nil {
		return err
	}
	if l.Map != "" && len(r.Maps) < maxMaps {
		r.Maps += l.Map + "\n"
		return nil
	}
	if l.Kind == "" {
		if i, ok := ids[l.ID]; ok && l.Count > 0 {
			r.List[i].Count += l.Count - 1 // the record itself is one
		} else if l.Dropped == 0 {
			return fmt.Errorf("no record and no count of one: %.80q", text)
		}
		r.Dropped += l.Dropped
		return nil
	}
	kind, ok := Lookup(l.Kind)
	if !ok {
		return fmt.Errorf("unknown kind %.80q", l.Kind)
	}
	c, ok := kind.Case(l.What)
	if !ok {
		return fmt.Errorf("unknown case %.80q of %s", l.What, l.Kind)
	}
	if len(l.PCs) > maxPCs {
		return fmt.Errorf("a stack of %d", len(l.PCs))
	}
	record := Record{kind, c, l.Function, l.Arguments, l.Message, l.Version, l.JavaScriptThread, nil, 1}
	for _, text := range l.PCs {
		pc, err := strconv.ParseUint(text, 0, 64)
		if err != nil {
			return err
		}
		record.PCs = append(record.PCs, pc)
	}
	place := fmt.Sprint(l.Kind, l.What, l.Function, slices.Concat(record.PCs, []uint64{0})[0])
	i, known := places[place]
	switch {
	case known:
		r.List[i].Count++
	case len(r.List) == maxRecords:
		r.Dropped++
		return nil
	default:
		i = len(r.List)
		places[place] = i
		r.List = append(r.List, record)
	}
	ids[l.ID] = i
	return nil
}
