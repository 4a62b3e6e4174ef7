package main

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"

	"github.com/napicheck/napicheck/internal/probe"
)

func main() {
	probe.Main() // in a process that loads an addon, this is all
	// Runs are short and what they keep is small, so collect garbage rarely,
	// but as often as memory wants it. The environment has the last word.
	if !ownTuning() {
		debug.SetGCPercent(400)
		debug.SetMemoryLimit(64 << 20)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	// A second interrupt ends the process at once.
	context.AfterFunc(ctx, stop)
	root := newRoot()
	if args, ok := asNode(root, os.Args[1:]); ok {
		root.SetArgs(args)
	}
	err := root.ExecuteContext(ctx)
	complain(root.ErrOrStderr(), err)
	os.Exit(exitCode(err))
}

// ownTuning reports whether the environment says when garbage is collected.
func ownTuning() bool { return os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" }
