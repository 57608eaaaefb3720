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

// limitProcess keeps the process it runs in from writing files and from
// dumping its memory, for good.
func limitProcess() {
	unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{})
	unix.Setrlimit(unix.RLIMIT_FSIZE, &unix.Rlimit{})
}

// limitMemory lowers, or raises again, the address space of the process it runs
// in: base, which it had before any file, and twice the memory allowed, for the
// collector needs room.
func limitMemory(base, memory int64) {
	var now unix.Rlimit
	if base == 0 || unix.Getrlimit(unix.RLIMIT_AS, &now) != nil {
		return
	}
	now.Cur = min(uint64(base)+2*uint64(memory), now.Max)
	unix.Setrlimit(unix.RLIMIT_AS, &now)
}

// addressSpace is what the process has of it, in bytes; 0 where that is not known.
func addressSpace() int64 {
	b, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	first, _, _ := strings.Cut(string(b), " ")
	pages, err := strconv.ParseInt(first, 10, 64)
	if err != nil {
		return 0
	}
	return pages * int64(os.Getpagesize())
}
