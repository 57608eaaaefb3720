//go:build !linux

package pdf

import "os/exec"

// confine does nothing here: the child ends when its input and output close.
func confine(*exec.Cmd) {}

// limitProcess does nothing here: watchMemory holds the limit.
func limitProcess(int64) {}
