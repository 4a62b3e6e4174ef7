package jsrt

import (
	"bufio"
	"os"
	"strconv"
	"strings"
	"sync"
)

// An ipcChannel carries lines of JSON between a process and one it forked,
// over two pipes.
type ipcChannel struct {
	in, out *os.File
	once    sync.Once
}

// ipcPair makes a channel, and the files its child end is made of.
func ipcPair() (*ipcChannel, []*os.File, error) {
	inR, inW, err := os.Pipe()
	if err != nil {
		return nil, nil, err
	}
	outR, outW, err := os.Pipe()
	if err != nil {
		inR.Close()
		inW.Close()
		return nil, nil, err
	}
	return &ipcChannel{in: inR, out: outW}, []*os.File{outR, inW}, nil
}

// inheritedChannel is the channel named by the descriptors "3,4"; nil if none.
func inheritedChannel(s string) *ipcChannel {
	a, b, ok := strings.Cut(s, ",")
	in, err1 := strconv.Atoi(a)
	out, err2 := strconv.Atoi(b)
	if !ok || err1 != nil || err2 != nil {
		return nil
	}
	closeOnExec(in)
	closeOnExec(out)
	return &ipcChannel{in: os.NewFile(uintptr(in), "channel"), out: os.NewFile(uintptr(out), "channel")}
}

func (c *ipcChannel) read(f func(text string, open bool)) {
	r := bufio.NewReader(c.in)
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			f("", false)
			return
		}
		f(strings.TrimSuffix(line, "\n"), true)
	}
}

func (c *ipcChannel) send(text string) error {
	_, err := c.out.WriteString(text + "\n")
	return err
}

func (c *ipcChannel) close() { c.once.Do(func() { c.in.Close(); c.out.Close() }) }
