//go:build !linux && !darwin

package jsrt

func userLimits() map[string]limits { return nil }

func usageOf(*resourceUsage) {}
