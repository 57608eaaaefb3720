//go:build !linux

package pdf

import "os/exec"

// confine does nothing here: the child ends when its input and output close.
func confine(*exec.Cmd) {}

// limitProcess does nothing here.
func limitProcess() {}

// limitMemory does nothing here: watch holds the limit.
func limitMemory(base, memory int64) {}

func addressSpace() int64 { return 0 }
