package pdf

import (
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// confine makes the kernel end the child when this process ends.
func confine(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}

// limitProcess lowers the limits of the process it runs in: address space (what
// the runtime has mapped already, plus twice the memory allowed, for the
// collector needs room), no files written, no core dump.
func limitProcess(memory int64) {
	set := func(which int, n uint64) { unix.Setrlimit(which, &unix.Rlimit{Cur: n, Max: n}) }
	set(unix.RLIMIT_CORE, 0)
	set(unix.RLIMIT_FSIZE, 0)
	b, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return
	}
	pages, err := strconv.ParseUint(strings.Fields(string(b))[0], 10, 64)
	if err != nil {
		return
	}
	set(unix.RLIMIT_AS, pages*uint64(os.Getpagesize())+2*uint64(memory))
}
