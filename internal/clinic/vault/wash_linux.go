package vault

import (
	"os"
	"runtime"
	"sync"
	"syscall"
)

// overwriteFrames has every thread overwrite its registers and then the place
// in memory where the system stores them when a signal comes: one may have come
// in the midst of a cipher or a copy. The signal is the one that Go's scheduler
// uses and that means nothing by itself.
func overwriteFrames() {
	tasks, err := os.ReadDir("/proc/self/task")
	if err != nil {
		return
	}
	pid := os.Getpid()
	var begun sync.WaitGroup
	hold := make(chan struct{})
	for range tasks { // each holds a thread until all have one
		begun.Add(1)
		go func() {
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			overwriteRegisters(256)
			_ = syscall.Tgkill(pid, syscall.Gettid(), syscall.SIGURG)
			begun.Done()
			<-hold
		}()
	}
	begun.Wait()
	close(hold)
}

// overwriteRegisters copies as many bytes as pass through all registers that a
// copy uses; n keeps the compiler from choosing another way.
//
//go:noinline
func overwriteRegisters(n int) {
	from, to := make([]byte, n), make([]byte, n)
	copy(to, from)
	runtime.KeepAlive(to)
}
