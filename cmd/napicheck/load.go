package main

import (
	"encoding/json"
	"time"

	"github.com/spf13/cobra"

	"github.com/napicheck/napicheck/internal/probe"
	"github.com/napicheck/napicheck/loader"
)

func newLoad() *cobra.Command {
	var format, sandbox string
	o := loader.Options{Command: probe.Command}
	var megabytes int64
	cmd := &cobra.Command{
		Use:   "load FILE",
		Short: "Load an addon in an isolated process and tell what became of it",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Sandbox = loader.Mode(sandbox)
			o.Memory = megabytes << 20
			r, err := loader.Run(cmd.Context(), args[0], o)
			if err != nil {
				return err
			}
			e := json.NewEncoder(cmd.OutOrStdout())
			e.SetEscapeHTML(false)
			return e.Encode(r)
		},
	}
	fl := cmd.Flags()
	fl.StringVar(&format, "format", "text", "`FORMAT`: text or json")
	fl.StringVar(&sandbox, "sandbox", string(loader.BestEffort), "`MODE`")
	fl.DurationVar(&o.Timeout, "timeout", 10*time.Second, "")
	fl.Int64Var(&megabytes, "memory", loader.DefaultMemory>>20, "")
	fl.StringVar(&o.Script, "exec", "", "")
	fl.StringVar(&o.NodeVersion, "node-version", "", "")
	return cmd
}
