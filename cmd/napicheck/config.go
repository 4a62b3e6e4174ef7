package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/pflag"
	"go.yaml.in/yaml/v3"
)

const configName = ".napicheck.yaml"

// maxConfig bounds the configuration file (1 MiB).
const maxConfig = 1 << 20

// A config mirrors the flags of check. There is no output: a file that is
// found by itself must not decide what is overwritten.
type config struct {
	Node    words  `yaml:"node"`
	FailOn  string `yaml:"failOn"`
	Enable  words  `yaml:"enable"`
	Disable words  `yaml:"disable"`
	Format  string `yaml:"format"`
	Hash    *bool  `yaml:"hash"`
	Jobs    *int   `yaml:"jobs"`
	Verbose *bool  `yaml:"verbose"`
	Color   string `yaml:"color"`

	Platform     string `yaml:"platform"`
	Arch         string `yaml:"arch"`
	Libc         string `yaml:"libc"`
	AllPlatforms *bool  `yaml:"allPlatforms"`
	Newer        *bool  `yaml:"newer"`
}

// words is a list, or a single string.
type words []string

func (w *words) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		var s string
		if err := n.Decode(&s); err != nil {
			return err
		}
		*w = words{s}
		return nil
	}
	return n.Decode((*[]string)(w))
}

// configure sets the flags that the command line has left alone from the
// configuration file: the one named, or the one found.
func configure(flags *pflag.FlagSet, path string) error {
	if path == "" {
		wd, err := os.Getwd()
		if err != nil {
			return nil
		}
		if path = findConfig(wd); path == "" {
			return nil
		}
	}
	c, err := readConfig(path)
	if err != nil {
		return &usageError{err}
	}
	for name, value := range c.flags() {
		if f := flags.Lookup(name); !f.Changed {
			if err := f.Value.Set(value); err != nil {
				return usagef("%s: %s: %w", path, name, err)
			}
		}
	}
	return nil
}

// flags are the values set, by the name of their flag.
func (c *config) flags() map[string]string {
	m := map[string]string{}
	set := func(name, value string) {
		if value != "" {
			m[name] = value
		}
	}
	set("node", strings.Join(c.Node, ","))
	set("fail-on", c.FailOn)
	set("enable", strings.Join(c.Enable, ","))
	set("disable", strings.Join(c.Disable, ","))
	set("format", c.Format)
	set("color", c.Color)
	set("platform", c.Platform)
	set("arch", c.Arch)
	set("libc", c.Libc)
	if c.AllPlatforms != nil {
		set("all-platforms", fmt.Sprint(*c.AllPlatforms))
	}
	if c.Newer != nil {
		set("newer", fmt.Sprint(*c.Newer))
	}
	if c.Hash != nil {
		set("hash", fmt.Sprint(*c.Hash))
	}
	if c.Jobs != nil {
		set("jobs", fmt.Sprint(*c.Jobs))
	}
	if c.Verbose != nil {
		set("verbose", fmt.Sprint(*c.Verbose))
	}
	return m
}

// findConfig looks in dir and above, up to the root of the repository. Outside
// of any repository only dir itself counts.
func findConfig(dir string) string {
	first, found := "", ""
	for d := dir; ; {
		path := filepath.Join(d, configName)
		if _, err := os.Stat(path); err == nil && found == "" {
			found = path
			if d == dir {
				first = path
			}
		}
		if _, err := os.Stat(filepath.Join(d, ".git")); err == nil {
			return found
		}
		parent := filepath.Dir(d)
		if parent == d {
			return first
		}
		d = parent
	}
}

func readConfig(path string) (*config, error) {
	f, err := os.Open(path)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("%s: no such configuration file", path)
		}
		return nil, err
	}
	defer f.Close()
	var c config
	d := yaml.NewDecoder(io.LimitReader(f, maxConfig))
	d.KnownFields(true)
	if err := d.Decode(&c); err != nil && err != io.EOF {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return &c, nil
}
